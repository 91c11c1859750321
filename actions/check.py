"""One turn of the check: what was said comes in, what to say goes out. Decisions are made by ``triage``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actions.answering import answered
from actions.confirming import CONFIRM, confirm, look_back, make_sure
from actions.heard import Asked, Heard, Reply
from actions.replying import asking_for, carried, lowers, rank_of
from actions.state import Check
from triage import Facts, Knowledge, Question, assess, next_question, worth_a_check


def take_turn(knowledge: Knowledge, check: Check, heard: Heard, last: Asked) -> Reply:
    """Update ``check`` with what was heard and choose the reply."""
    before = rank_of(knowledge, check)
    stale = heard.pressed is not None and heard.pressed != last.question
    values = None if stale or heard.wish else _answered(heard, last)
    about_whom = {knowledge.policy.third_party, *knowledge.policy.ask_after_gate[:1]}
    doubted = [f for f, v in heard.told.items() if v == "no" and check.findings.get(f) == "yes"
               and f not in check.confirming and f not in about_whom]
    news = take_up(knowledge, check, heard)
    if heard.suspects and (reply := make_sure(knowledge, check, heard, last)):
        return reply
    looks_back = (heard.takes_back and not doubted) or heard.wish == "back"
    if looks_back and (reply := look_back(knowledge, check, heard, last)):
        return reply
    if heard.elsewhere and not last.asking and (check.final or not check.started):
        return Reply("utter_out_of_scope", {})
    if heard.wish == "again" and check.final and not last.asking:
        return _result(knowledge, check, heard)
    if check.confirming and last.asking and not (news and _alarmed(knowledge, Facts.of(check.findings), doubted)):
        return _confirmed(knowledge, check, heard, last, values, stale)
    if values is not None:
        check.learn(values)
        check.close_question(last.question, last.asking)
    if doubted and not _alarmed(knowledge, Facts.of(check.findings), doubted):
        return confirm(knowledge, check, doubted)
    if news and check.final:
        check.final = False
    running = check.started and not check.final
    if last.asking and not values and not news and not heard.topic:
        repeat = _repeat(knowledge, check, heard, last, stale)
        if repeat:
            return repeat
    elif heard.topic and not last.asking and not running and not _matters(knowledge, heard):
        return Reply(f"utter_{heard.topic}", {})
    elif heard.scrap and heard.offers and not last.asking and not running:
        return Reply("utter_unsure_which_topic", {})
    elif heard.country and not last.asking and not news:
        return Reply("utter_country_noted", carried(knowledge, check, None) | {"asking": []})
    elif (heard.answer or heard.takes_back) and not last.asking and not running and not news \
            and check.level != knowledge.policy.stop_asking_at.id:
        whole = heard.takes_back or heard.answer["whole"]
        return Reply("utter_nothing_asked" if whole else "utter_not_understood",
                     carried(knowledge, check, None) | {"asking": []})
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


def _confirmed(knowledge: Knowledge, check: Check, heard: Heard, last: Asked, values: Mapping[str, str] | None,
               stale: bool) -> Reply:
    """What was asked once more is answered: take it back or keep it, and go on."""
    before = rank_of(knowledge, check)
    if values is None and (repeat := _repeat(knowledge, check, heard, last, stale)):
        return repeat
    doubted = all(check.findings.get(i) == "yes" for i in last.asking)  # not when a question is merely put again
    changed = check.correct(values or {})
    check.close_question(None if last.question == CONFIRM else last.question, last.asking)
    check.learn({i: v for i, v in (values or {}).items() if i not in check.findings})
    undone = [i for i in changed if check.findings[i] == "no"]
    check.confirming, check.missed = [], 0
    if undone and not check.started and not check.vague and not worth_a_check(knowledge, Facts.of(check.findings)):
        return Reply("utter_nothing_to_check", carried(knowledge, check, None) | {"asking": [], "lead": "taken_back"})
    check.started = True
    if undone:
        check.final, check.level, check.rules = False, None, []
        before = 0  # what is left is said anew
    reply = _go_on(knowledge, check, heard, before, Asked())
    lead = "taken_back" if undone else "kept" if doubted else None
    return Reply(reply.response, reply.say | {"lead": lead})


def _repeat(knowledge: Knowledge, check: Check, heard: Heard, last: Asked, stale: bool) -> Reply | None:
    """Put the question once more; after a second miss it counts as not known and the check goes on."""
    say = asking_for(knowledge, check, last.question, last.asking)
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
    if not lowers(knowledge, check, view):
        check.level = view.level.id if view.level else None
        check.rules = [f.rule.id for f in view.fired]
    say = asking_for(knowledge, check, question.id, question.items, view) | {
        "because_of": question.because_of, "final": False}
    more_urgent = view.level is not None and view.level.rank > max(
        before, knowledge.policy.red_flag_level.rank)
    # Who was just spoken to about their safety is not handed a list without a word.
    lists_put = any(s.id in check.asked for s in knowledge.screens)
    spoken = not lists_put and any(f.rule.id in knowledge.policy.speak_at_once for f in view.fired)
    offers = [] if check.asked else list(heard.offers)
    if more_urgent or spoken:
        return Reply("utter_question_after_urgent", say | {"offers": offers, "topic": heard.topic})
    if heard.topic:
        return Reply("utter_question_after_topic", say | {"offers": offers, "topic": heard.topic})
    if check.asked or unanswered.question:
        return Reply("utter_question", say)
    return Reply("utter_first_question", say | {"offers": offers})


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
    say = carried(knowledge, check, view) | {"final": True, "asking": [], "question": None, "topic": heard.topic,
                                           "said": dict(check.said), "unclear": unclear}
    return Reply("utter_emergency" if emergency else "utter_result", say)


def note(knowledge: Knowledge, check: Check, heard: Heard, last: Asked) -> None:
    """Keep what an emergency message told, without speaking: the words were already said."""
    take_up(knowledge, check, heard)
    # "No, I want to die" and "I have wanna ...": a yes or no among words that told something else answers nothing.
    if heard.answer is None or heard.answer["whole"] or heard.answer["kind"] == "choice" \
            or any(i in heard.told for i in last.asking):
        check.learn(_answered(heard, last) or {})
    view = assess(knowledge, Facts.of(check.findings))
    check.started, check.missed, check.confirming = True, 0, []
    check.level = view.level.id if view.level else check.level
    check.final = view.level == knowledge.policy.stop_asking_at
    check.rules = [f.rule.id for f in view.fired]
