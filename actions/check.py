"""One turn of the check: what was said comes in, what to say goes out. Decisions are made by ``triage``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.answering import answered
from actions.state import Check
from triage import Assessment, Facts, Knowledge, Question, assess, next_question


@dataclass(frozen=True)
class Heard:
    """What a message brought: findings told, findings only named, findings that count once what they belong to is
    known (``only_with``), a short answer, its length in words, the country,
    a topic asked on the side, and for a pressed button the question it belongs to."""

    told: Mapping[str, str]
    named: Sequence[str] = ()
    unattached: Mapping[str, str] = field(default_factory=dict)
    answer: Mapping[str, Any] | None = None
    words: int = 0
    country: str | None = None
    topic: str | None = None
    pressed: str | None = None


@dataclass(frozen=True)
class Asked:
    """The question the latest bot message put: its id and the findings it is about."""

    question: str | None = None
    asking: Sequence[str] = ()


@dataclass(frozen=True)
class Reply:
    """The response to give and what it is filled with; see ``server/speech``."""

    response: str
    say: dict[str, Any]


def take_turn(knowledge: Knowledge, check: Check, heard: Heard, last: Asked) -> Reply:
    """Update ``check`` with what was heard and choose the reply."""
    before = _level_rank(knowledge, check)
    stale = heard.pressed is not None and heard.pressed != last.question
    news = check.learn(heard.told) + check.learn(_attached(knowledge, check, heard))
    check.country = heard.country or check.country
    values = None
    if last.asking and not stale:
        values = _answered(heard, last)
        check.learn(values or {})
        if values and last.question and last.question not in check.asked:
            check.asked.append(last.question)
    if news and check.final:
        check.final = False
    running = check.started and not check.final
    if last.asking and not values and not news and not heard.topic:
        repeat = _repeat(knowledge, check, heard, last, stale)
        if repeat:
            return repeat
    elif heard.topic and not last.asking and not running and not _matters(knowledge, heard):
        return Reply(f"utter_{heard.topic}", {})
    elif heard.answer and not last.asking and not running and not news and not _alarmed(knowledge, check):
        response = "utter_nothing_asked" if heard.answer["whole"] else "utter_not_understood"
        return Reply(response, _base(knowledge, check, None) | {"asking": []})
    check.missed = 0
    check.started = True
    return _go_on(knowledge, check, heard, before, last if values is None and news else Asked())


def _attached(knowledge: Knowledge, check: Check, heard: Heard) -> dict[str, str]:
    """Words like "every night", now that it is known that there is a cramp."""
    return {i: v for i, v in heard.unattached.items()
            if any(check.findings.get(w) == "yes" for w in knowledge.findings[i].only_with)}


def _answered(heard: Heard, last: Asked) -> dict[str, str] | None:
    told = {**dict.fromkeys(heard.named, "yes"), **heard.told}
    return answered(last.asking, heard.answer, told, heard.words)


def _matters(knowledge: Knowledge, heard: Heard) -> bool:
    """Whether what came along with a question deserves a check of its own."""
    facts = Facts.of(heard.told)
    return bool(knowledge.movement_features & facts.yes) or assess(knowledge, facts).level is not None


def _alarmed(knowledge: Knowledge, check: Check) -> bool:
    return check.level == knowledge.policy.stop_asking_at.id


def _repeat(knowledge: Knowledge, check: Check, heard: Heard, last: Asked, stale: bool) -> Reply | None:
    """Put the question once more; after a second miss it counts as not known and the check goes on."""
    view = assess(knowledge, Facts.of(check.findings))
    say = _base(knowledge, check, view) | {"question": last.question, "asking": list(last.asking)}
    if stale:
        return Reply("utter_button_of_other_question", say)
    if heard.country:
        return Reply("utter_country_noted", say)
    if check.missed == 0:
        check.missed = 1
        which = heard.answer is not None and heard.answer["kind"] in ("yes", "choice") and len(last.asking) > 1
        return Reply("utter_which_of_these" if which else "utter_ask_again", say)
    check.learn({i: "unknown" for i in last.asking if i not in check.findings})
    if last.question and last.question not in check.asked:
        check.asked.append(last.question)
    return None


def _go_on(knowledge: Knowledge, check: Check, heard: Heard, before: int, unanswered: Asked) -> Reply:
    """The next question, or the result."""
    facts = Facts.of(check.findings)
    view = assess(knowledge, facts)
    question = next_question(knowledge, facts, check.asked)
    if unanswered.question and question and unanswered.question not in check.asked:
        # Something else was told instead of an answer: taken up, and the question stands, less what is now known.
        left = tuple(i for i in unanswered.asking if i not in check.findings)
        question = Question(unanswered.question, left) if left else question
    if question is None:
        return _result(knowledge, check, heard)
    check.level = view.level.id if view.level else None
    check.rules = [f.rule.id for f in view.fired]
    say = _base(knowledge, check, view) | {
        "question": question.id, "asking": list(question.items), "because_of": question.because_of, "final": False}
    more_urgent = view.level is not None and view.level.rank > max(
        before, knowledge.policy.red_flag_level.rank)
    # Who was just spoken to about their safety is not handed a list without a word.
    lists_put = any(s.id in check.asked for s in knowledge.screens)
    spoken = not lists_put and any(f.rule.id in knowledge.policy.speak_at_once for f in view.fired)
    if more_urgent or spoken:
        return Reply("utter_question_after_urgent", say)
    if heard.topic:
        return Reply("utter_question_after_topic", say | {"topic": heard.topic})
    first = not check.asked
    return Reply("utter_first_question" if first else "utter_question", say)


def _result(knowledge: Knowledge, check: Check, heard: Heard) -> Reply:
    facts = Facts.of(check.findings)
    view = assess(knowledge, facts)
    if view.level != knowledge.policy.stop_asking_at:  # an emergency was cut short: what was not asked says nothing
        view = assess(knowledge, facts, closed=True)
    assert view.level is not None  # a closed assessment always has one
    check.level, check.final = view.level.id, True
    check.rules = [f.rule.id for f in view.fired]
    emergency = view.level == knowledge.policy.stop_asking_at
    say = _base(knowledge, check, view) | {"final": True, "asking": [], "question": None, "topic": heard.topic}
    return Reply("utter_emergency" if emergency else "utter_result", say)


def _base(knowledge: Knowledge, check: Check, view: Assessment | None) -> dict[str, Any]:
    """What every reply of the check carries."""
    say: dict[str, Any] = {
        "from_check": True, "level": check.level, "rules": list(check.rules), "country": check.country,
        "they": check.findings.get(knowledge.policy.third_party) == "yes", "final": check.final}
    if view is not None:
        deciding = view.deciding or view.fired
        say |= {"level": view.level.id if view.level else None,
                "rules": [f.rule.id for f in (*deciding, *(f for f in view.fired if f not in deciding))],
                "told": list(dict.fromkeys(i for f in deciding for i in f.because_of
                                           if i != knowledge.policy.third_party)),
                "unsure": list(dict.fromkeys(i for f in deciding for i in f.unsure_of)) or (
                    list(view.floor_from) if not deciding else [])}
        if view.movement.movement:
            fresh = [i for i in view.movement.speaks_for if i not in say["told"]]
            say |= {"movement": view.movement.movement.id, "speaks_for": fresh,
                    "speaks_against": list(view.movement.speaks_against)}
    return say


def _level_rank(knowledge: Knowledge, check: Check) -> int:
    return knowledge.levels[check.level].rank if check.level else 0


def note(knowledge: Knowledge, check: Check, heard: Heard, last: Asked) -> None:
    """Keep what an emergency message told, without speaking: the words were already said."""
    check.learn(heard.told)
    values = _answered(heard, last) if last.asking else None
    check.learn(values or {})
    view = assess(knowledge, Facts.of(check.findings))
    check.started, check.missed = True, 0
    check.level = view.level.id if view.level else check.level
    check.final = view.level == knowledge.policy.stop_asking_at
    check.rules = [f.rule.id for f in view.fired]
