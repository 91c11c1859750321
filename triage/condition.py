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
    do not by themselves make a rule worth pursuing. ``order`` holds all ids as written, which is the order
    to ask them in.
    """

    all: tuple[Term, ...] = ()
    any: tuple[Term, ...] = ()
    with_any: tuple[Term, ...] = ()
    none: frozenset[str] = frozenset()
    unless: tuple[Term, ...] = ()
    from_macros: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()

    @cached_property
    def positive(self) -> frozenset[str]:
        """Ids whose yes speaks for the condition."""
        return frozenset().union(*self.all, *self.any, *self.with_any)

    def wanted(self, facts: Facts) -> bool:
        """Whether everything but ``none`` and ``unless`` is explicitly fulfilled."""
        return (all(term <= facts.yes for term in self.all)
                and all(not terms or any(term <= facts.yes for term in terms)
                        for terms in (self.any, self.with_any)))

    def blocked(self, facts: Facts) -> bool:
        """Whether a yes in ``none`` keeps a wanted condition from being true."""
        return (bool(self.none & facts.yes) and self.wanted(facts)
                and not any(term <= facts.yes for term in self.unless))

    def truth(self, facts: Facts) -> Truth:
        """Evaluate on explicit answers only."""
        if self.none & facts.yes or any(term <= facts.yes for term in self.unless):
            return Truth.FALSE
        if any(term & facts.no for term in self.all):
            return Truth.FALSE
        for terms in (self.any, self.with_any):
            if terms and all(term & facts.no for term in terms):
                return Truth.FALSE
        if self.wanted(facts) and self.none <= facts.no:
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
        """Open, and something that was named (not only through a macro) is yes: worth asking about."""
        return (self.truth(facts) is Truth.OPEN
                and bool((self.positive - self.from_macros) & facts.yes))
