"""One turn of the check: answers of every kind, corrections, repeats, and what is said back."""

from __future__ import annotations

from typing import Any

import pytest

from actions.answering import answered
from actions.check import note, take_turn
from actions.heard import Asked, Heard
from actions.state import Check
from triage import Knowledge

LIST = ["high_fever", "new_confusion", "jaw_locked", "dark_urine"]


def choice(*numbers: int, not_sure: tuple[int, ...] = ()) -> dict[str, Any]:
    return {"kind": "choice", "numbers": list(numbers), "whole": True, "not_sure": list(not_sure)}


def plain(kind: str, whole: bool = True, not_sure: tuple[int, ...] = ()) -> dict[str, Any]:
    return {"kind": kind, "numbers": [], "whole": whole, "not_sure": list(not_sure)}


@pytest.mark.parametrize(("answer", "told", "words", "yes"), [
    (choice(2, 4), {}, 3, {"new_confusion", "dark_urine"}),
    (choice(2, -1), {}, 6, {"new_confusion", "dark_urine"}),
    (None, {"high_fever": "yes", "new_confusion": "yes"}, 3, {"high_fever", "new_confusion"}),
    (plain("none"), {}, 1, set()),
    (plain("no"), {}, 1, set()),
    (plain("all"), {}, 3, set(LIST)),
])
def test_a_list_is_answered_whole(answer: Any, told: dict[str, str], words: int, yes: set[str]) -> None:
    values = answered(LIST, answer, told, words)
    assert values == {i: "yes" if i in yes else "no" for i in LIST}


def test_not_sure_about_a_list_leaves_it_unknown() -> None:
    assert answered(LIST, plain("unsure"), {}, 2) == dict.fromkeys(LIST, "unknown")


@pytest.mark.parametrize(("answer", "yes"), [
    (choice(1, not_sure=(3,)), "high_fever"), (plain("none", not_sure=(3,)), "")])
def test_a_list_can_be_answered_in_part(answer: dict[str, Any], yes: str) -> None:
    """"2, not sure about 4": what is doubted is unknown, and not a no (P4)."""
    expected = {**dict.fromkeys(LIST, "no"), "jaw_locked": "unknown", **({yes: "yes"} if yes else {})}
    assert answered(LIST, answer, {}, 5) == expected


def test_a_number_that_is_not_on_the_list_answers_nothing() -> None:
    assert answered(LIST, choice(9), {}, 1) is None


def test_a_long_message_that_mentions_one_item_does_not_deny_the_others() -> None:
    assert answered(LIST, None, {"high_fever": "yes"}, 25) == {"high_fever": "yes"}


def test_what_is_only_denied_leaves_the_rest_of_the_list_to_ask() -> None:
    assert answered(LIST, None, {"high_fever": "no"}, 2) is None
    assert answered(LIST, plain("no", whole=False), {"high_fever": "no"}, 4) == dict.fromkeys(LIST, "no")


def test_yes_to_a_list_does_not_say_which() -> None:
    assert answered(LIST, plain("yes"), {}, 1) is None


@pytest.mark.parametrize(("answer", "value"), [
    (plain("yes"), "yes"), (plain("no"), "no"), (plain("unsure"), "unknown"), (choice(1), "yes"), (choice(2), "no"),
    (choice(3), "unknown"), (plain("yes", whole=False), "yes")])
def test_a_single_question(answer: dict[str, Any], value: str) -> None:
    assert answered(["high_fever"], answer, {}, 1) == {"high_fever": value}


def test_what_is_told_about_the_asked_finding_beats_a_leading_word() -> None:
    assert answered(["high_fever"], plain("no", whole=False), {"high_fever": "yes"}, 5) == {"high_fever": "yes"}


def gate(knowledge: Knowledge) -> Asked:
    screen = next(s for s in knowledge.screens if s.id == "gate")
    return Asked("gate", screen.items)


def test_the_check_starts_with_the_gate(knowledge: Knowledge) -> None:
    reply = take_turn(knowledge, Check(), Heard({"twitch_visible_flicker": "yes"}), Asked())
    assert reply.response == "utter_first_question"
    assert reply.say["asking"] == list(knowledge.macros["@GATE0"])


def test_what_was_told_is_not_asked(knowledge: Knowledge) -> None:
    reply = take_turn(knowledge, Check(), Heard({"breathing_trouble": "no", "chest_pain": "no"}), Asked())
    assert not {"breathing_trouble", "chest_pain"} & set(reply.say["asking"])


def test_a_yes_stays_when_a_no_follows(knowledge: Knowledge) -> None:
    check = Check(findings={"dark_urine": "yes"})
    take_turn(knowledge, check, Heard({"dark_urine": "no"}), Asked())
    assert check.findings["dark_urine"] == "yes"


def test_an_unusable_answer_is_asked_again_once_and_then_counts_as_unknown(knowledge: Knowledge) -> None:
    check = Check(started=True)
    first = take_turn(knowledge, check, Heard({}, words=2), gate(knowledge))
    assert first.response == "utter_ask_again" and first.say["question"] == "gate"
    second = take_turn(knowledge, check, Heard({}, words=2), gate(knowledge))
    assert second.say["question"] != "gate" and "gate" in check.asked
    assert check.findings["chest_pain"] == "unknown"


def test_something_else_told_keeps_the_question_open(knowledge: Knowledge) -> None:
    check = Check(started=True)
    reply = take_turn(knowledge, check, Heard({"weakness_progressive": "yes"}, words=6), gate(knowledge))
    assert reply.say["question"] == "gate" and check.findings["weakness_progressive"] == "yes"


def test_a_late_button_is_left_out(knowledge: Knowledge) -> None:
    check = Check(started=True)
    reply = take_turn(knowledge, check, Heard({}, answer=plain("no"), pressed="takes_baclofen"), gate(knowledge))
    assert reply.response == "utter_button_of_other_question" and check.findings == {}


def test_facts_that_together_are_an_emergency_stop_the_questions(knowledge: Knowledge) -> None:
    check = Check(findings={"baclofen_stopped_or_cut_recent": "yes"}, started=True)
    reply = take_turn(knowledge, check, Heard({"high_fever": "yes"}), gate(knowledge))
    assert reply.response == "utter_emergency" and reply.say["asking"] == []
    assert reply.say["rules"][0] == "e_withdrawal_severe"


def test_an_urgent_finding_is_answered_with_what_to_do_before_the_next_question(knowledge: Knowledge) -> None:
    reply = take_turn(knowledge, Check(), Heard({"baclofen_stopped_or_cut_recent": "yes"}), Asked())
    assert reply.response == "utter_question_after_urgent" and reply.say["rules"][0] == "u_stopped"


def test_a_new_symptom_after_the_result_opens_the_check_again(knowledge: Knowledge) -> None:
    check = Check(findings=dict.fromkeys(knowledge.findings, "no"), started=True, final=True, level="routine")
    reply = take_turn(knowledge, check, Heard({"numb_saddle": "yes"}), Asked())
    assert reply.say["level"] == "emergency_now" and check.final


def test_a_denial_of_what_was_told_is_asked_about_once_more(knowledge: Knowledge) -> None:
    check = Check(findings={"dark_urine": "yes"}, started=True)
    reply = take_turn(knowledge, check, Heard({"dark_urine": "no"}, words=6), gate(knowledge))
    assert reply.response == "utter_confirm"
    assert (reply.say["question"], reply.say["asking"]) == ("dark_urine", ["dark_urine"])
    assert check.findings["dark_urine"] == "yes"


@pytest.mark.parametrize(("answer", "value", "lead"), [
    ("no", "no", "taken_back"), ("yes", "yes", "kept"), ("unsure", "yes", "kept")])
def test_only_a_confirmed_no_undoes_a_yes(knowledge: Knowledge, answer: str, value: str, lead: str) -> None:
    check = Check(findings={"dark_urine": "yes"}, started=True)
    asked = take_turn(knowledge, check, Heard({"dark_urine": "no"}, words=6), gate(knowledge))
    reply = take_turn(knowledge, check, Heard({}, answer=plain(answer)), Asked("dark_urine", asked.say["asking"]))
    assert check.findings["dark_urine"] == value and reply.say["lead"] == lead and check.confirming == []
    assert reply.say["question"] == "gate"  # and the check goes on where it was


def test_an_emergency_taken_back_is_confirmed_and_what_else_was_said_still_counts(knowledge: Knowledge) -> None:
    check = Check()
    note(knowledge, check, Heard({"chest_pain": "yes", "swallow_trouble": "yes"}), Asked())
    asked = take_turn(knowledge, check, Heard({}, takes_back=True, words=3), Asked())
    assert asked.response == "utter_confirm" and asked.say["asking"] == ["chest_pain"]
    assert asked.say["level"] == "emergency_now"  # until it is confirmed
    reply = take_turn(knowledge, check, Heard({}, answer=plain("no")), Asked("chest_pain", ["chest_pain"]))
    assert reply.response == "utter_question_after_urgent" and reply.say["level"] == "urgent_same_day"
    assert reply.say["rules"][0] == "u_swallow" and not check.final


def test_an_emergency_besides_the_one_denied_is_not_held_up_by_a_question(knowledge: Knowledge) -> None:
    check = Check(findings={"high_fever": "yes"}, started=True)
    reply = take_turn(knowledge, check, Heard({"high_fever": "no", "numb_saddle": "yes"}, words=9), gate(knowledge))
    assert reply.response == "utter_emergency"


def test_back_puts_the_last_question_again_and_a_new_answer_replaces_the_old(knowledge: Knowledge) -> None:
    check = Check(started=True)
    picked = take_turn(knowledge, check, Heard({}, answer=plain("none")), gate(knowledge))
    assert picked.say["question"] != "gate"
    again = take_turn(knowledge, check, Heard({}, answer=plain("back")), Asked(picked.say["question"],
                                                                              picked.say["asking"]))
    assert again.response == "utter_asked_again" and again.say["question"] == "gate"
    assert again.say["asking"] == list(knowledge.macros["@GATE0"])
    reply = take_turn(knowledge, check, Heard({}, answer=choice(8)), gate(knowledge))
    assert reply.response == "utter_emergency" and check.findings["chest_pain"] == "yes"


def test_back_without_a_new_answer_changes_nothing(knowledge: Knowledge) -> None:
    check = Check(findings={"weakness_progressive": "yes"}, asked=["gate", "nerve"], started=True,
                  put={"gate": ["chest_pain"], "nerve": ["weakness_progressive", "tongue_twitch"]})
    again = take_turn(knowledge, check, Heard({}, answer=plain("back")), Asked("body", ["high_fever"]))
    take_turn(knowledge, check, Heard({}, answer=plain("unsure")), Asked("nerve", again.say["asking"]))
    assert check.findings["weakness_progressive"] == "yes"


def test_back_with_nothing_before_puts_the_question_again(knowledge: Knowledge) -> None:
    check = Check(started=True)
    reply = take_turn(knowledge, check, Heard({}, answer=plain("back")), gate(knowledge))
    assert reply.response == "utter_said_again" and reply.say["question"] == "gate"


def test_a_vague_word_leads_to_a_clarifying_question_and_to_no_guess(knowledge: Knowledge) -> None:
    check = Check()
    take_turn(knowledge, check, Heard({}, vague=("stiffness",), words=3), Asked())
    asked: list[str] = []
    question: str | None = "gate"
    while question:
        asked.append(question)
        items = check.put.get(question) or next(
            (list(s.items) for s in knowledge.screens if s.id == question), [question])
        reply = take_turn(knowledge, check, Heard({}, answer=plain("none")), Asked(question, items))
        question = reply.say["question"]
    assert "stiffness" in asked and reply.say["unclear"] and check.movement is None


def test_a_country_alone_starts_no_check(knowledge: Knowledge) -> None:
    check = Check()
    assert take_turn(knowledge, check, Heard({}, country="UK", words=3), Asked()).response == "utter_country_noted"
    assert check.country == "UK" and not check.started


def test_progress_is_told_with_each_question(knowledge: Knowledge) -> None:
    reply = take_turn(knowledge, Check(), Heard({"twitch_visible_flicker": "yes"}), Asked())
    number, about, at_most = reply.say["progress"]
    assert number == 1 and 3 <= about <= at_most == knowledge.policy.most_lists + knowledge.policy.most_singles


def test_words_that_belong_to_a_finding_count_once_it_is_known(knowledge: Knowledge) -> None:
    check = Check(findings={"cramp_painful_knot": "yes"}, started=True)
    take_turn(knowledge, check, Heard({}, unattached={"cramp_frequent": "yes"}), gate(knowledge))
    assert check.findings["cramp_frequent"] == "yes"


def test_an_emergency_is_noted_without_words(knowledge: Knowledge) -> None:
    check = Check()
    note(knowledge, check, Heard({"chest_pain": "yes"}), Asked())
    assert check.final and check.level == "emergency_now" and check.rules == ["e_chest"]


@pytest.mark.parametrize("kind", ["yes", "no"])
def test_a_yes_or_no_in_front_of_an_emergency_does_not_answer_what_was_asked_before(
        knowledge: Knowledge, kind: str) -> None:
    check = Check(started=True)
    heard = Heard({"suicidal_thoughts": "yes"}, answer=plain(kind, whole=False), words=4)
    note(knowledge, check, heard, Asked("focal_rhythmic_jerks", ["focal_rhythmic_jerks"]))
    assert "focal_rhythmic_jerks" not in check.findings and check.level == "urgent_same_day"
    note(knowledge, check, Heard({}, answer=plain(kind), words=1), Asked("high_fever", ["high_fever"]))
    assert check.findings["high_fever"] == kind


def test_the_slot_survives_a_round_trip() -> None:
    check = Check(findings={"a": "yes"}, asked=["gate"], level="routine", country="UK")
    assert Check.from_slot(check.as_slot()) == check
    assert Check.from_slot(None) == Check() and Check.from_slot({"foreign": 1}) == Check()


SUSPECTED = ["breathing_trouble", "chest_pain", "cramp_night"]


def test_what_may_be_an_emergency_is_asked_about_first(knowledge: Knowledge) -> None:
    """Only what would make it one is asked, nothing is taken as known before the answer, and the reply is as urgent."""
    check = Check()
    reply = take_turn(knowledge, check, Heard({}, suspects=SUSPECTED, alarming=True), Asked())
    assert reply.response == "utter_may_be_emergency" and reply.say["level"] == "emergency_now"
    assert reply.say["asking"] == ["breathing_trouble", "chest_pain"] and check.findings == {}
    last = Asked(reply.say["question"], reply.say["asking"])
    denied = take_turn(knowledge, check, Heard({}, answer=plain("none")), last)
    assert denied.say["level"] is None and denied.say["asking"]
    assert check.findings["breathing_trouble"] == "no"


def test_an_alarm_without_anything_to_ask_about_is_raised_all_the_same(knowledge: Knowledge) -> None:
    """What similar emergencies told is known already, or would make none by the rules."""
    check = Check()
    heard = Heard({"pregnant": "yes"}, suspects=["pregnant", "cramp_night"], alarming=True)
    reply = take_turn(knowledge, check, heard, Asked())
    assert reply.response == "utter_may_be_emergency" and reply.say["level"] == "emergency_now"
    assert "breathing_trouble" in reply.say["asking"] and reply.say["question"]
    last = Asked(reply.say["question"], reply.say["asking"])
    later = take_turn(knowledge, check, Heard({}, answer=plain("none")), last)
    assert later.say["asking"] and later.say["asking"] != reply.say["asking"]


def test_what_sounds_a_little_like_one_is_asked_without_an_alarm(knowledge: Knowledge) -> None:
    check = Check()
    reply = take_turn(knowledge, check, Heard({"takes_baclofen": "yes"}, suspects=SUSPECTED), Asked())
    assert (reply.response, reply.say["level"]) == ("utter_make_sure", None)
    assert reply.say["asking"] == ["breathing_trouble", "chest_pain"] and not check.confirming
    last = Asked(reply.say["question"], reply.say["asking"])
    assert take_turn(knowledge, check, Heard({}, answer=plain("none")), last).say["asking"]
    told = take_turn(knowledge, Check(), Heard({}, answer=choice(1)), last)
    assert told.response == "utter_emergency"


def test_an_answer_that_sounds_a_little_like_one_is_taken_for_the_answer(knowledge: Knowledge) -> None:
    check = Check()
    reply = take_turn(knowledge, check, Heard({"twitch_visible_flicker": "yes"}), Asked())
    last = Asked(reply.say["question"], reply.say["asking"])
    later = take_turn(knowledge, check, Heard({}, answer=plain("none"), suspects=["chest_pain"]), last)
    assert later.response == "utter_question" and check.findings["breathing_trouble"] == "no"


def test_a_suspicion_that_is_true_is_an_emergency(knowledge: Knowledge) -> None:
    check = Check()
    reply = take_turn(knowledge, check, Heard({}, suspects=SUSPECTED, alarming=True), Asked())
    told = take_turn(knowledge, check, Heard({}, answer=choice(2)), Asked(reply.say["question"], reply.say["asking"]))
    assert told.response == "utter_emergency" and "e_chest" in told.say["rules"]


def test_an_alarm_far_from_any_is_kept_unless_the_answer_is_no(knowledge: Knowledge) -> None:
    for answer, response in (("yes", "utter_emergency"), ("unsure", "utter_emergency")):
        check = Check()
        heard = Heard({"breathing_trouble": "yes"}, suspects=["breathing_trouble"])
        reply = take_turn(knowledge, check, heard, Asked())
        assert reply.response == "utter_make_sure" and reply.say["asking"] == ["breathing_trouble"]
        last = Asked(reply.say["question"], reply.say["asking"])
        assert take_turn(knowledge, check, Heard({}, answer=plain(answer)), last).response == response
    check = Check()
    take_turn(knowledge, check, Heard({"breathing_trouble": "yes"}, suspects=["breathing_trouble"]), Asked())
    last = Asked("breathing_trouble", ["breathing_trouble"])
    assert take_turn(knowledge, check, Heard({}, answer=plain("no")), last).say["level"] is None


def test_nothing_is_suspected_after_an_emergency(knowledge: Knowledge) -> None:
    check = Check()
    note(knowledge, check, Heard({"chest_pain": "yes"}), Asked())
    reply = take_turn(knowledge, check, Heard({}, suspects=SUSPECTED, alarming=True), Asked())
    assert reply.response == "utter_emergency"


def test_a_question_that_is_made_sure_of_is_answered_and_does_not_lead_into_a_check(knowledge: Knowledge) -> None:
    check = Check()
    heard = Heard({"breathing_trouble": "yes"}, suspects=["breathing_trouble"], topic="ask_interactions")
    reply = take_turn(knowledge, check, heard, Asked())
    assert (reply.response, reply.say["topic"]) == ("utter_make_sure", "ask_interactions")
    last = Asked("breathing_trouble", ["breathing_trouble"])
    denied = take_turn(knowledge, check, Heard({}, answer=plain("no")), last)
    assert denied.response == "utter_nothing_to_check" and denied.say["asking"] == []
    assert check.findings["breathing_trouble"] == "no"


def test_topics_that_may_have_been_meant_stand_beside_the_first_question_only(knowledge: Knowledge) -> None:
    check = Check()
    heard = Heard({"twitch_visible_flicker": "yes"}, offers=["ask_is_it_als"])
    first = take_turn(knowledge, check, heard, Asked())
    assert (first.response, first.say["offers"]) == ("utter_first_question", ["ask_is_it_als"])
    later = take_turn(knowledge, check, Heard({}, answer=plain("no"), offers=["ask_is_it_als"]),
                      Asked(first.say["question"], first.say["asking"]))
    assert later.say["asking"] and not later.say.get("offers")


def test_what_is_not_ours_is_taken_up_in_the_middle_of_a_check_only(knowledge: Knowledge) -> None:
    told = Heard({"infection_signs": "yes"}, elsewhere=True)
    assert take_turn(knowledge, Check(), told, Asked()).response == "utter_out_of_scope"
    running = Check(started=True)
    take_turn(knowledge, running, told, Asked("takes_baclofen", ["takes_baclofen"]))
    assert running.findings["infection_signs"] == "yes"
