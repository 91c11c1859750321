"""What the replies of the check carry besides their response; see ``server/speech``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.state import Check
from triage import Assessment, Facts, Knowledge, Question, assess, progress


def asking_for(knowledge: Knowledge, check: Check, question: str | None, asking: Sequence[str],
               view: Assessment | None = None) -> dict[str, Any]:
    """What a reply that asks carries."""
    view = view or assess(knowledge, Facts.of(check.findings))
    say = carried(knowledge, check, view) | {"question": question, "asking": list(asking)}
    if question and not check.confirming:
        where = progress(knowledge, view.facts, check.asked, Question(question, tuple(asking)), check.vague)
        say["progress"] = [where.number, where.about, where.at_most]
    return say


def carried(knowledge: Knowledge, check: Check, view: Assessment | None) -> dict[str, Any]:
    """What every reply of the check carries."""
    say: dict[str, Any] = {
        "from_check": True, "level": check.level, "rules": list(check.rules), "country": check.country,
        "they": check.findings.get(knowledge.policy.third_party) == "yes", "final": check.final}
    if view is not None:
        deciding = view.deciding or view.fired
        if not lowers(knowledge, check, view):
            say |= {"level": view.level.id if view.level else None,
                    "rules": [f.rule.id for f in (*deciding, *(f for f in view.fired if f not in deciding))]}
        say |= {"deciding": [f.rule.id for f in deciding],
                "told": list(dict.fromkeys(i for f in deciding for i in f.because_of
                                           if i != knowledge.policy.third_party)),
                "unsure": list(dict.fromkeys(i for f in deciding for i in f.unsure_of)) or (
                    list(view.floor_from) if not deciding else [])}
        if view.movement.movement:
            fresh = [i for i in view.movement.speaks_for if i not in say["told"]]
            say |= {"movement": view.movement.movement.id, "speaks_for": fresh,
                    "speaks_against": list(view.movement.speaks_against)}
    return say


def lowers(knowledge: Knowledge, check: Check, view: Assessment) -> bool:
    """Whether this would be less urgent than what was said: a result that rested on what was not known is open again.
    Nothing gets less urgent before something is taken back, or a new result is given (P5)."""
    return (view.level.rank if view.level else 0) < rank_of(knowledge, check)


def rank_of(knowledge: Knowledge, check: Check) -> int:
    """The rank of the level found so far; 0 before there is one."""
    return knowledge.levels[check.level].rank if check.level else 0
