"""How far the check is: which question this is, and how many are likely to come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from triage.facts import Facts
from triage.interview import Question, next_question
from triage.knowledge import Knowledge


@dataclass(frozen=True)
class Progress:
    """``number`` of the question being asked, from 1; ``about`` so many in all if nothing more turns up; never more
    than ``at_most``, the budget of ``policy.yml``."""

    number: int
    about: int
    at_most: int


def progress(knowledge: Knowledge, facts: Facts, asked: Collection[str], question: Question,
             vague: Sequence[str] = ()) -> Progress:
    """Where ``question`` stands, found by going on with a no to everything. A yes can only add to it."""
    put, no = list(asked), set(facts.no)
    upcoming: Question | None = question
    while upcoming is not None:
        put.append(upcoming.id)
        no.update(upcoming.items)
        upcoming = next_question(knowledge, Facts(facts.yes, frozenset(no), facts.unsure), put, vague)
    return Progress(len(asked) + 1, len(put), knowledge.policy.most_lists + knowledge.policy.most_singles)
