"""What to ask next: the gate first, then what could matter most, within a person's patience."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from triage.assess import Assessment, assess
from triage.facts import Facts
from triage.knowledge import Knowledge, Screen


@dataclass(frozen=True)
class Question:
    """One thing to ask. ``id`` is a screen id for a list question, a finding id for a single one;
    ``items`` are the finding ids it is about; ``because_of`` the rule that wants to know, if one does."""

    id: str
    items: tuple[str, ...]
    because_of: str | None = None

    @property
    def is_list(self) -> bool:
        """Whether several findings are asked at once."""
        return len(self.items) > 1


def next_question(knowledge: Knowledge, facts: Facts, asked: Collection[str],
                  vague: Sequence[str] = ()) -> Question | None:
    """The next question, or None when the check may end (P6).

    ``asked`` are the ids of questions already put; none is put twice. ``vague`` are the ids of screens whose words
    were used without saying enough ("spasm"). The check ends once an emergency is established, when no open answer
    could still raise the level, or when the budget of ``policy.yml`` is used.
    """
    view = assess(knowledge, facts)
    if view.level == knowledge.policy.stop_asking_at:
        return None
    for finding, rule in _wanted(knowledge, view, vague):
        question = _question(knowledge, view.facts, asked, vague, finding, rule)
        if question:
            return question
    return None


def _wanted(knowledge: Knowledge, view: Assessment, vague: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Findings worth asking, most important first, each with the rule that wants it (if one does)."""
    policy, facts = knowledge.policy, view.facts
    yield from _plain(knowledge.macros[policy.gate])
    yield from _pending(knowledge, view, policy.stop_asking_at.rank)
    yield from _plain(policy.ask_after_gate)
    for screen in knowledge.screens:
        if _comes_early(knowledge, screen, facts, vague):
            yield from _plain(screen.items)
    # The macros come before what single rules want, because they may use the last of the lists.
    for items in knowledge.macros.values():
        yield from _plain(items)
    yield from _pending(knowledge, view, policy.red_flag_level.rank)
    for screen in knowledge.screens:
        if screen.opens_with & facts.yes or (screen.id in vague and _is_open(knowledge, screen, facts)):
            yield from _plain(screen.items)
    yield from _pending(knowledge, view, 0)


def _plain(findings: Collection[str]) -> Iterator[tuple[str, None]]:
    for finding in findings:
        yield finding, None


def _pending(knowledge: Knowledge, view: Assessment, at_least: int) -> Iterator[tuple[str, str]]:
    """Missing answers of pending rules that could still change the level, most urgent rule first."""
    current = view.level.rank if view.level else 0
    for rule in sorted(view.pending, key=lambda r: (-r.level.rank, r.number)):
        if rule.level.rank >= at_least and rule.level.rank > current:
            for finding in rule.when.missing(view.facts):
                yield finding, rule.id


def _question(knowledge: Knowledge, facts: Facts, asked: Collection[str], vague: Sequence[str], finding: str,
              rule: str | None) -> Question | None:
    if facts.knows(finding) or not makes_sense(knowledge, facts, finding):
        return None
    screens = [s for s in knowledge.screens if finding in s.items and is_for(knowledge, s, facts, vague)]
    lists_put = sum(1 for s in knowledge.screens if s.id in asked)
    for screen in screens:
        if screen.id not in asked and lists_put < knowledge.policy.most_lists:
            items = _unanswered(knowledge, screen, facts)
            return Question(screen.id, items, rule)
    singles_put = sum(1 for q in asked if q in knowledge.findings)
    already = finding in asked or any(s.id in asked for s in screens)
    if already or singles_put >= knowledge.policy.most_singles:
        return None
    return Question(finding, (finding,), rule)


def _comes_early(knowledge: Knowledge, screen: Screen, facts: Facts, vague: Sequence[str]) -> bool:
    """Whether a screen's answers change what is asked next, or what the first vague word meant is still open."""
    if screen.id in vague:
        return screen.id == vague[0] and _is_open(knowledge, screen, facts)
    return screen.early and is_for(knowledge, screen, facts, vague)


def is_for(knowledge: Knowledge, screen: Screen, facts: Facts, vague: Sequence[str]) -> bool:
    """A screen meant for others is not for this person, even if it has the item."""
    if screen.id in vague:
        return True
    if screen.when_untold:
        return not knowledge.movement_features & facts.yes and not vague
    restricted = screen.opens_with or screen.clarifies
    return not restricted or bool(screen.opens_with & facts.yes)


def _is_open(knowledge: Knowledge, screen: Screen, facts: Facts) -> bool:
    """Whether none of the movements that a vague word may have meant is known yet."""
    return not set(screen.items) & knowledge.movement_features & facts.yes


def makes_sense(knowledge: Knowledge, facts: Facts, finding: str) -> bool:
    """A follow-up is asked only of those who said yes to what it follows."""
    parent = knowledge.findings[finding].follows
    return parent is None or parent in facts.yes


def _unanswered(knowledge: Knowledge, screen: Screen, facts: Facts) -> tuple[str, ...]:
    return tuple(i for i in screen.items if not facts.knows(i) and makes_sense(knowledge, facts, i))
