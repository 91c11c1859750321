"""How urgent is it? All rules are looked at, and the highest level that fires wins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from triage.condition import Truth
from triage.facts import Facts
from triage.knowledge import Knowledge, Level, Rule
from triage.movement import MovementView, movement_of


@dataclass(frozen=True)
class Fired:
    """A rule that counts, at which level, and on which answers: ``because_of`` are its findings that are yes,
    ``unsure_of`` the unanswered ones when it fired only because missing is not safe."""

    rule: Rule
    level: Level
    because_of: tuple[str, ...]
    unsure_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """What the findings amount to.

    ``level`` is None while no rule has fired and the check is not closed. ``fired`` is ordered: most urgent
    first, then certain before unsure, then by rule number. ``pending`` are rules that a missing answer could
    still make fire. ``floor_from`` are unanswered findings that keep a closed result from being lower.
    ``facts`` are the findings as settled.
    """

    level: Level | None
    fired: tuple[Fired, ...]
    pending: tuple[Rule, ...]
    floor_from: tuple[str, ...]
    movement: MovementView
    facts: Facts

    @property
    def deciding(self) -> tuple[Fired, ...]:
        """The rules that set the level."""
        return tuple(f for f in self.fired if f.level == self.level)


@lru_cache(maxsize=1000)  # a message is assessed as it is read, as it is routed, and again by the check
def assess(knowledge: Knowledge, facts: Facts, *, closed: bool = False) -> Assessment:
    """Assess findings.

    ``closed`` means that no more questions will be asked: pending rules then do what their ``if_unknown``
    says, floors for unanswered questions apply (P4), and the level is never None.
    """
    facts = facts.settled(knowledge.parents, knowledge.exclusions)
    fired: list[Fired] = []
    pending: list[Rule] = []
    blocked: list[Rule] = []
    for rule in knowledge.rules:
        truth = rule.when.truth(facts)
        if truth is Truth.TRUE:
            fired.append(Fired(rule, rule.level, _because_of(rule, facts)))
        elif truth is Truth.OPEN and not rule.when.triggers.isdisjoint(facts.yes):
            if set(rule.when.missing(facts)) <= facts.unsure:  # asked, and not known: nothing more will come
                fired += [f for f in [_fired_unanswered(knowledge, rule, facts)] if f]
            else:
                pending.append(rule)
        if rule.when.blocked(facts):
            blocked.append(rule)
    floor_from: tuple[str, ...] = ()
    floors: list[Level] = [knowledge.policy.blocked_floor for rule in blocked
                           if rule.level == knowledge.policy.blocked_floor]
    if closed:
        fired += [f for rule in pending if (f := _fired_unanswered(knowledge, rule, facts))]
        floor_from, more = _unknown_floors(knowledge, facts)
        floors += more
    levels = [f.level for f in fired] + floors
    if closed and not levels:
        levels.append(knowledge.policy.nothing_fired)
    # Certain reasons before those that only count because something is not known.
    fired.sort(key=lambda f: (-f.level.rank, bool(f.unsure_of), f.rule.number))
    return Assessment(
        level=max(levels, key=lambda level: level.rank) if levels and (fired or closed) else None,
        fired=tuple(fired), pending=tuple(pending), floor_from=floor_from,
        movement=movement_of(knowledge, facts), facts=facts)


@lru_cache(maxsize=1000)
def worth_a_check(knowledge: Knowledge, facts: Facts) -> bool:
    """Whether what was told deserves a check: it is a movement, or all that some rule wants to be so, if the person
    takes the medicine as most who write here do (``presumed`` in ``policy.yml``)."""
    presumed = Facts(facts.yes | set(knowledge.policy.presumed), facts.no, facts.unsure).settled(
        knowledge.parents, knowledge.exclusions)
    return bool(knowledge.movement_features & facts.yes) or any(
        rule.when.wanted(presumed) for rule in knowledge.rules if rule.when.positive & facts.yes - set(
            knowledge.policy.presumed))


def _because_of(rule: Rule, facts: Facts) -> tuple[str, ...]:
    return tuple(i for i in rule.when.order if i in rule.when.positive & facts.yes)


def _fired_unanswered(knowledge: Knowledge, rule: Rule, facts: Facts) -> Fired | None:
    missing = rule.when.missing(facts)
    level = rule.level
    if rule.if_unknown == "silent":
        return None
    # Even if everything else that is missing were a yes, it would take an exposure or history.
    imagined = Facts(facts.yes | set(missing) - knowledge.context_items)
    only_context = level == knowledge.policy.stop_asking_at and not rule.when.wanted(imagined)
    if rule.if_unknown == "one_lower" or only_context:
        lower = knowledge.one_lower(level)
        if level == knowledge.policy.stop_asking_at:
            lower = max(lower, knowledge.policy.lowered_emergency_not_below, key=lambda lv: lv.rank)
        level = lower
    return Fired(rule, level, _because_of(rule, facts), missing)


def _unknown_floors(knowledge: Knowledge, facts: Facts) -> tuple[tuple[str, ...], list[Level]]:
    unanswered: list[str] = []
    floors: list[Level] = []
    for macro, level in knowledge.policy.unknown_floors.items():
        open_items = [i for i in knowledge.macros[macro] if not facts.knows(i)]
        if open_items:
            unanswered += open_items
            floors.append(level)
    return tuple(unanswered), floors
