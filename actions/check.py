"""One turn of the check: what was said comes in, what to say goes out. Decisions are made by ``triage``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.answering import answered
from actions.state import Check
from triage import Assessment, Facts, Knowledge, Question, assess, next_question, progress, worth_a_check

# The id of a question that asks about several findings once more.
CONFIRM = "confirm"
# The id of a question about what a message may mean, and how much it may ask.
SUSPECTS = "suspects"
MOST_SUSPECTS = 4


@dataclass(frozen=True)
class Heard:
    """What a message brought: findings told (``said`` the words they were told in), findings only named, findings
    that count once what they belong to is known (``only_with``), screens whose words were used
    vaguely, a short answer, its length in words, the country, a topic asked on the side, for a pressed button the
    question it belongs to, whether the person takes back what they said without saying what (``takes_back``), and
    findings that it may mean (``suspects``), where it may be an emergency (``alarming``)."""

    told: Mapping[str, str]
    named: Sequence[str] = ()
    unattached: Mapping[str, str] = field(default_factory=dict)
    vague: Sequence[str] = ()
    answer: Mapping[str, Any] | None = None
    said: Mapping[str, str] = field(default_factory=dict)
    words: int = 0
    country: str | None = None
    topic: str | None = None
    pressed: str | None = None
    takes_back: bool = False
    suspects: Sequence[str] = ()
    alarming: bool = False

    @property
    def wish(self) -> str | None:
        """``back`` or ``again``, when the message is a wish about the questions."""
        kind = self.answer["kind"] if self.answer else None
        return kind if kind in ("back", "again") else None


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
    before = _rank(knowledge, check)
    stale = heard.pressed is not None and heard.pressed != last.question
    values = None if stale or heard.wish else _answered(heard, last)
    about_whom = {knowledge.policy.third_party, *knowledge.policy.ask_after_gate[:1]}
    doubted = [f for f, v in heard.told.items() if v == "no" and check.findings.get(f) == "yes"
               and f not in check.confirming and f not in about_whom]
    news = take_up(knowledge, check, heard)
    if heard.suspects and (reply := _make_sure(knowledge, check, heard)):
        return reply
    looks_back = (heard.takes_back and not doubted) or heard.wish == "back"
    if looks_back and (reply := _look_back(knowledge, check, heard, last)):
        return reply
    if heard.wish == "again" and check.final and not last.asking:
        return _result(knowledge, check, heard)
    if check.confirming and last.asking and not (news and _alarmed(knowledge, Facts.of(check.findings), doubted)):
        return _confirmed(knowledge, check, heard, last, values, stale)
    if values is not None:
        check.learn(values)
        check.close_question(last.question, last.asking)
    if doubted and not _alarmed(knowledge, Facts.of(check.findings), doubted):
        return _confirm(knowledge, check, doubted)
    if news and check.final:
        check.final = False
    running = check.started and not check.final
    if last.asking and not values and not news and not heard.topic:
        repeat = _repeat(knowledge, check, heard, last, stale)
        if repeat:
            return repeat
    elif heard.topic and not last.asking and not running and not _matters(knowledge, heard):
        return Reply(f"utter_{heard.topic}", {})
    elif heard.country and not last.asking and not news:
        return Reply("utter_country_noted", _base(knowledge, check, None) | {"asking": []})
    elif (heard.answer or heard.takes_back) and not last.asking and not running and not news \
            and check.level != knowledge.policy.stop_asking_at.id:
        whole = heard.takes_back or heard.answer["whole"]
        return Reply("utter_nothing_asked" if whole else "utter_not_understood",
                     _base(knowledge, check, None) | {"asking": []})
    check.missed = 0
    check.started = True
    return _go_on(knowledge, check, heard, before, last if values is None and news else Asked())


def take_up(knowledge: Knowledge, check: Check, heard: Heard) -> list[str]:
    """Learn what the message tells; returns what is news, vague words included."""
    news = check.learn(heard.told)
    check.said.update({i: heard.said[i] for i in news if i in heard.said})
    check.loose.update(heard.unattached)
    # Words like "every night", now that it is known that there is a cramp.
    attached = {i: v for i, v in check.loose.items()
                if any(check.findings.get(w) == "yes" for w in knowledge.findings[i].only_with)}
    news += check.learn(attached)
    check.loose = {i: v for i, v in check.loose.items() if i not in attached}
    new_words = [s for s in heard.vague if s not in check.vague]
    check.vague += new_words
    check.country = heard.country or check.country
    return news + new_words


def _answered(heard: Heard, last: Asked) -> dict[str, str] | None:
    if not last.asking:
        return None
    told = {**dict.fromkeys(heard.named, "yes"), **heard.unattached, **heard.told}
    return answered(last.asking, heard.answer, told, heard.words)


def _matters(knowledge: Knowledge, heard: Heard) -> bool:
    """Whether what came along with a question deserves a check of its own."""
    facts = Facts.of(heard.told)
    return bool(heard.vague) or worth_a_check(knowledge, facts)


def _alarmed(knowledge: Knowledge, facts: Facts, doubted: Sequence[str]) -> bool:
    """Whether it is an emergency even without what was put in doubt: then nothing is asked first."""
    rest = Facts(facts.yes - set(doubted), facts.no, facts.unsure)
    return assess(knowledge, rest).level == knowledge.policy.stop_asking_at


def _make_sure(knowledge: Knowledge, check: Check, heard: Heard) -> Reply | None:
    """Ask at once what it may be: in place of guessing, and before everything else. None when there is nothing to ask.

    What phrases heard for certain can be undone by the answer; what is only suspected is not known until it comes.
    """
    level = check.level
    if level == knowledge.policy.stop_asking_at.id:
        return None
    heard_already = [i for i in heard.suspects if check.findings.get(i) == "yes"]
    open_ = _dangerous(knowledge, check, [i for i in heard.suspects if i not in check.findings])
    asking = heard_already if not heard.alarming else open_
    if not asking:
        return None
    check.confirming = [] if heard.alarming else list(asking)
    check.missed, check.started, check.final = 0, True, False
    question = asking[0] if len(asking) == 1 else SUSPECTS
    say = _asking(knowledge, check, question, asking) | {"rules": [], "told": [], "progress": None}
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


def _look_back(knowledge: Knowledge, check: Check, heard: Heard, last: Asked) -> Reply | None:
    """"Back" puts the latest question again; "that is not right" also asks about what decided the level."""
    view = assess(knowledge, Facts.of(check.findings))
    deciding = [i for f in view.deciding for i in f.because_of if i != knowledge.policy.third_party]
    urgent = view.level is not None and view.level.rank >= knowledge.policy.red_flag_level.rank
    if deciding and urgent and (heard.takes_back or (check.final and not last.asking)):
        return _confirm(knowledge, check, list(dict.fromkeys(deciding)))
    earlier = check.reopen_last()
    if earlier is None:
        return None
    question, items = earlier
    check.confirming, check.final, check.missed = items, False, 0
    return Reply("utter_asked_again", _asking(knowledge, check, question, items))


def _confirm(knowledge: Knowledge, check: Check, findings: Sequence[str]) -> Reply:
    """Ask once more about findings that are put in doubt. Only this can undo a yes."""
    check.confirming, check.missed = list(findings), 0
    question = findings[0] if len(findings) == 1 else CONFIRM
    return Reply("utter_confirm", _asking(knowledge, check, question, findings))


def _confirmed(knowledge: Knowledge, check: Check, heard: Heard, last: Asked, values: Mapping[str, str] | None,
               stale: bool) -> Reply:
    """What was asked once more is answered: take it back or keep it, and go on."""
    before = _rank(knowledge, check)
    if values is None and (repeat := _repeat(knowledge, check, heard, last, stale)):
        return repeat
    doubted = all(check.findings.get(i) == "yes" for i in last.asking)  # not when a question is merely put again
    changed = check.correct(values or {})
    check.close_question(None if last.question == CONFIRM else last.question, last.asking)
    check.learn({i: v for i, v in (values or {}).items() if i not in check.findings})
    check.confirming, check.missed, check.started = [], 0, True
    undone = [i for i in changed if check.findings[i] == "no"]
    if undone:
        check.final = False
        before = 0  # what is left is said anew
    reply = _go_on(knowledge, check, heard, before, Asked())
    lead = "taken_back" if undone else "kept" if doubted else None
    return Reply(reply.response, reply.say | {"lead": lead})


def _repeat(knowledge: Knowledge, check: Check, heard: Heard, last: Asked, stale: bool) -> Reply | None:
    """Put the question once more; after a second miss it counts as not known and the check goes on."""
    say = _asking(knowledge, check, last.question, last.asking)
    if stale:
        return Reply("utter_button_of_other_question", say)
    if heard.country:
        return Reply("utter_country_noted", say)
    if heard.wish or heard.takes_back:
        return Reply("utter_said_again", say)
    if check.missed == 0:
        check.missed = 1
        which = heard.answer is not None and heard.answer["kind"] in ("yes", "choice") and len(last.asking) > 1
        return Reply("utter_which_of_these" if which else "utter_ask_again", say)
    check.learn({i: "unknown" for i in last.asking if i not in check.findings})
    check.close_question(None if check.confirming else last.question, last.asking)
    return None


def _go_on(knowledge: Knowledge, check: Check, heard: Heard, before: int, unanswered: Asked) -> Reply:
    """The next question, or the result."""
    facts = Facts.of(check.findings)
    view = assess(knowledge, facts)
    question = next_question(knowledge, facts, check.asked, check.vague)
    if unanswered.question and question and unanswered.question not in check.asked:
        # Something else was told instead of an answer: taken up, and the question stands, less what is now known.
        left = tuple(i for i in unanswered.asking if i not in check.findings)
        question = Question(unanswered.question, left) if left else question
    if question is None:
        return _result(knowledge, check, heard)
    check.level = view.level.id if view.level else None
    check.rules = [f.rule.id for f in view.fired]
    say = _asking(knowledge, check, question.id, question.items, view) | {
        "because_of": question.because_of, "final": False}
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
    check.learn({knowledge.policy.third_party: check.findings.get(knowledge.policy.third_party, "no")})
    facts = Facts.of(check.findings)
    view = assess(knowledge, facts)
    if view.level != knowledge.policy.stop_asking_at:  # an emergency was cut short: what was not asked says nothing
        view = assess(knowledge, facts, closed=True)
    assert view.level is not None  # a closed assessment always has one
    check.level, check.final, check.confirming = view.level.id, True, []
    check.rules = [f.rule.id for f in view.fired]
    emergency = view.level == knowledge.policy.stop_asking_at
    check.movement = view.movement.movement.id if view.movement.movement else None
    unclear = check.movement is None and bool(check.vague or knowledge.movement_features & facts.yes)
    say = _base(knowledge, check, view) | {"final": True, "asking": [], "question": None, "topic": heard.topic,
                                           "said": dict(check.said), "unclear": unclear}
    return Reply("utter_emergency" if emergency else "utter_result", say)


def _asking(knowledge: Knowledge, check: Check, question: str | None, asking: Sequence[str],
            view: Assessment | None = None) -> dict[str, Any]:
    """What a reply that asks carries."""
    view = view or assess(knowledge, Facts.of(check.findings))
    say = _base(knowledge, check, view) | {"question": question, "asking": list(asking)}
    if question and not check.confirming:
        where = progress(knowledge, view.facts, check.asked, Question(question, tuple(asking)), check.vague)
        say["progress"] = [where.number, where.about, where.at_most]
    return say


def _base(knowledge: Knowledge, check: Check, view: Assessment | None) -> dict[str, Any]:
    """What every reply of the check carries."""
    say: dict[str, Any] = {
        "from_check": True, "level": check.level, "rules": list(check.rules), "country": check.country,
        "they": check.findings.get(knowledge.policy.third_party) == "yes", "final": check.final}
    if view is not None:
        deciding = view.deciding or view.fired
        say |= {"level": view.level.id if view.level else None,
                "rules": [f.rule.id for f in (*deciding, *(f for f in view.fired if f not in deciding))],
                "deciding": [f.rule.id for f in deciding],
                "told": list(dict.fromkeys(i for f in deciding for i in f.because_of
                                           if i != knowledge.policy.third_party)),
                "unsure": list(dict.fromkeys(i for f in deciding for i in f.unsure_of)) or (
                    list(view.floor_from) if not deciding else [])}
        if view.movement.movement:
            fresh = [i for i in view.movement.speaks_for if i not in say["told"]]
            say |= {"movement": view.movement.movement.id, "speaks_for": fresh,
                    "speaks_against": list(view.movement.speaks_against)}
    return say


def _rank(knowledge: Knowledge, check: Check) -> int:
    return knowledge.levels[check.level].rank if check.level else 0


def note(knowledge: Knowledge, check: Check, heard: Heard, last: Asked) -> None:
    """Keep what an emergency message told, without speaking: the words were already said."""
    take_up(knowledge, check, heard)
    check.learn(_answered(heard, last) or {})
    view = assess(knowledge, Facts.of(check.findings))
    check.started, check.missed, check.confirming = True, 0, []
    check.level = view.level.id if view.level else check.level
    check.final = view.level == knowledge.policy.stop_asking_at
    check.rules = [f.rule.id for f in view.fired]
