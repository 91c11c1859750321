"""When a rule or a movement type applies: a condition over findings, in three-valued logic.

Missing is not safe (P4): a condition is true or false only on explicit answers, otherwise it is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from triage.facts import Facts

Term = frozenset[str]  # finding ids that must all be yes; nearly always just one


class Truth(Enum):
    """True, false, or not decided yet."""

    TRUE = "true"
    FALSE = "false"
    OPEN = "open"


@dataclass(frozen=True)
class Condition:
    """All parts must hold; an empty part holds.

    ``all`` every term yes; ``any`` and ``with_any`` at least one term yes each; ``none`` every id an
    explicit no; ``unless`` fails the condition when one of its terms is yes, asks for nothing and keeps no floor.
    ``from_macros`` are the ids that came in through a macro: they are asked with the macro's screen and
    do not by themselves make a rule worth pursuing. ``asked_with`` are ids that stand in no rule's condition but
    make one of its ids worth asking. ``order`` holds all ids as written, which is the order to ask them in.
    """

    all: tuple[Term, ...] = ()
    any: tuple[Term, ...] = ()
    with_any: tuple[Term, ...] = ()
    none: frozenset[str] = frozenset()
    unless: tuple[Term, ...] = ()
    from_macros: frozenset[str] = frozenset()
    asked_with: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()

    @cached_property
    def positive(self) -> frozenset[str]:
        """Ids whose yes speaks for the condition."""
        return frozenset().union(*self.all, *self.any, *self.with_any)

    @cached_property
    def triggers(self) -> frozenset[str]:
        """Ids whose yes makes the condition worth pursuing: those that speak for it by themselves, not only through
        a macro, and those that go with one of them."""
        return self.positive - self.from_macros | self.asked_with

    @cached_property
    def _required(self) -> frozenset[str]:
        return frozenset().union(*self.all)

    def wanted(self, facts: Facts) -> bool:
        """Whether everything but ``none`` and ``unless`` is explicitly fulfilled."""
        return (self._required <= facts.yes
                and all(not terms or any(term <= facts.yes for term in terms)
                        for terms in (self.any, self.with_any)))

    def exempt(self, facts: Facts) -> bool:
        """Whether a term of ``unless`` is fulfilled."""
        return any(term <= facts.yes for term in self.unless)

    def blocked(self, facts: Facts) -> bool:
        """Whether a yes or a missing answer in ``none`` keeps a wanted condition from being true."""
        return not self.none <= facts.no and not self.exempt(facts) and self.wanted(facts)

    def truth(self, facts: Facts) -> Truth:
        """Evaluate on explicit answers only."""
        if not self._required.isdisjoint(facts.no) or not self.none.isdisjoint(facts.yes) or self.exempt(facts):
            return Truth.FALSE
        for terms in (self.any, self.with_any):
            if terms and all(term & facts.no for term in terms):
                return Truth.FALSE
        if self.none <= facts.no and self.wanted(facts):
            return Truth.TRUE
        return Truth.OPEN

    def missing(self, facts: Facts) -> tuple[str, ...]:
        """Ids whose answer could still decide an open condition, as written."""
        ids: set[str] = set(self.none)
        ids.update(*self.all)
        for terms in (self.any, self.with_any):
            if not any(term <= facts.yes for term in terms):
                ids.update(*(term for term in terms if not term & facts.no))
        return tuple(i for i in self.order if i in ids and not facts.knows(i))

    def pursued(self, facts: Facts) -> bool:
        """Open, and a trigger is yes: worth asking about."""
        return not self.triggers.isdisjoint(facts.yes) and self.truth(facts) is Truth.OPEN
