"""Asking once more: what may be an emergency, what is put in doubt, what is taken back."""

from __future__ import annotations

from collections.abc import Sequence

from actions.heard import Asked, Heard, Reply
from actions.replying import asking_for
from actions.state import Check
from triage import Facts, Knowledge, assess, next_question

# The id of a question that asks about several findings once more.
CONFIRM = "confirm"
# The id of a question about what a message may mean, and how much it may ask.
SUSPECTS = "suspects"
MOST_SUSPECTS = 4


def make_sure(knowledge: Knowledge, check: Check, heard: Heard, last: Asked) -> Reply | None:
    """Ask at once what it may be: in place of guessing, and before everything else. None when there is nothing to ask.
    An alarm is raised even where what similar emergencies told is known already.

    What phrases heard for certain can be undone by the answer; what is only suspected is not known until it comes. A
    suspicion that is no alarm waits for an open question.
    """
    level = check.level
    if level == knowledge.policy.stop_asking_at.id:
        return None
    heard_already = [i for i in heard.suspects if heard.told.get(i) == "yes"]
    open_ = _dangerous(knowledge, check, [i for i in heard.suspects if i not in check.findings])
    asking = open_ if heard.alarming or not (heard_already or last.asking) else heard_already
    question = SUSPECTS if len(asking) > 1 else asking[0] if asking else None
    if heard.alarming and not asking:  # and what is asked anyway follows
        following = next_question(knowledge, Facts.of(check.findings), check.asked, check.vague)
        question, asking = (following.id, list(following.items)) if following else (None, [])
    if question is None:
        return None
    check.confirming = list(asking) if asking == heard_already else []
    check.missed, check.final = 0, False
    check.started = check.started or heard.alarming  # who only asked something is not led into a check
    say = asking_for(knowledge, check, question, asking)
    say |= {"rules": [], "told": [], "progress": None, "topic": heard.topic}
    say["level"] = knowledge.policy.stop_asking_at.id if heard.alarming else level
    return Reply("utter_may_be_emergency" if heard.alarming else "utter_make_sure", say)


def _dangerous(knowledge: Knowledge, check: Check, suspects: Sequence[str]) -> list[str]:
    """The suspects that would make it an emergency: alone if any does, else together."""
    known = {f: v for f, v in check.findings.items() if v != "unknown"}

    def alarms(*more: str) -> bool:
        return assess(knowledge, Facts.of(known | dict.fromkeys(more, "yes"))).level == knowledge.policy.stop_asking_at

    alone = [i for i in suspects if alarms(i)]
    if alone:
        return alone[:MOST_SUSPECTS]
    together = list(suspects)[:MOST_SUSPECTS]
    return together if alarms(*together) else []


def look_back(knowledge: Knowledge, check: Check, heard: Heard, last: Asked) -> Reply | None:
    """"Back" puts the latest question again; "that is not right" also asks about what decided the level."""
    view = assess(knowledge, Facts.of(check.findings))
    deciding = [i for f in view.deciding for i in f.because_of if i != knowledge.policy.third_party]
    urgent = view.level is not None and view.level.rank >= knowledge.policy.red_flag_level.rank
    if deciding and urgent and (heard.takes_back or (check.final and not last.asking)):
        return confirm(knowledge, check, list(dict.fromkeys(deciding)))
    earlier = check.reopen_last()
    if earlier is None:
        return None
    question, items = earlier
    check.confirming, check.final, check.missed = items, False, 0
    return Reply("utter_asked_again", asking_for(knowledge, check, question, items))


def confirm(knowledge: Knowledge, check: Check, findings: Sequence[str]) -> Reply:
    """Ask once more about findings that are put in doubt. Only this can undo a yes."""
    check.confirming, check.missed = list(findings), 0
    question = findings[0] if len(findings) == 1 else CONFIRM
    return Reply("utter_confirm", asking_for(knowledge, check, question, findings))
