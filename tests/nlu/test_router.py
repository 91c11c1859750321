"""The router alone: what is made of a reading, a ranking of intents, and a distance from danger."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from server.nlu import keys
from server.nlu.router import Router
from server.understanding.understanding import understanding

TOPICS = {f"ask_{i}": i for i in ("missed_dose", "overdose", "causes_of_twitching")}


def routed(says: str, distance: float = -2.0, suspects: tuple[str, ...] = (), **ranking: float) -> Message:
    """The message after the router; what is not ranked shares the rest."""
    rest = (1 - sum(ranking.values())) / 2
    chances = {"thanks": rest, "goodbye": rest, **ranking}
    ranked = [{"name": n, "confidence": c, "topic": TOPICS.get(n)} for n, c in chances.items()]
    message = Message({"text": says})
    message.set(keys.READING, understanding().read(says).as_dict())
    message.set(keys.RANKING, sorted(ranked, key=lambda r: -r["confidence"]))
    message.set(keys.DANGER, {"distance": distance, "findings": list(suspects)})
    [message] = Router(Router.get_default_config()).process([message])
    return message


def intent(message: Message) -> Any:
    return message.get("intent")["name"]


def test_an_unsure_answer_comes_with_what_else_may_be_meant() -> None:
    unsure = routed("what about one pill less", ask_missed_dose=0.5, ask_overdose=0.3)
    assert (intent(unsure), unsure.get(keys.OFFERS)) == ("ask_missed_dose", ["ask_overdose"])
    sure = routed("what about one pill less", ask_missed_dose=0.8, ask_overdose=0.15)
    assert (intent(sure), sure.get(keys.OFFERS)) == ("ask_missed_dose", None)
    torn = routed("what about one pill less", ask_missed_dose=0.4, ask_overdose=0.38)
    assert (intent(torn), torn.get(keys.OFFERS)) == (keys.OFFER, ["ask_missed_dose", "ask_overdose"])


@pytest.mark.parametrize(("says", "answered"), [
    ("my calf keeps twitching", None),  # tells, and asks nothing
    ("my calf keeps twitching, why", "ask_causes_of_twitching"),
    ("my calf keeps twitching since they raised my baclofen", "ask_causes_of_twitching"),
])
def test_a_plain_complaint_is_not_read_a_topic_first(says: str, answered: str | None) -> None:
    message = routed(says, report_symptoms=0.45, ask_causes_of_twitching=0.4)
    assert (intent(message), message.get(keys.TOPIC)) == (keys.REPORT, answered)


def test_an_alarm_far_from_any_emergency_is_made_sure_of() -> None:
    far = routed("he is having a seizure", distance=-1.5, report_symptoms=0.6)
    assert intent(far) == keys.MAY_BE_EMERGENCY and not far.get(keys.SUSPECTS)["alarming"]
    assert intent(routed("he is having a seizure", distance=-0.1, report_symptoms=0.6)) == keys.EMERGENCY


@pytest.mark.parametrize(("says", "distance", "expected"), [
    ("does he like me", -0.2, keys.OUT_OF_SCOPE),
    ("does he like me", 0.0, keys.MAY_BE_EMERGENCY),  # nearer to an emergency
    ("my calf keeps twitching does he like me", -0.4, keys.REPORT),  # tells something that we know
])
def test_what_tells_nothing_we_know_is_not_asked_about_danger_so_soon(says: str, distance: float, expected: str
                                                                       ) -> None:
    assert intent(routed(says, distance=distance, out_of_scope=0.4, report_symptoms=0.3)) == expected


@pytest.mark.parametrize("says", ["she cut her wrists", "i took an overdose to end it", "i have a plan to kill myself"])
def test_who_tells_of_self_harm_is_not_asked_whether_it_is_true(says: str) -> None:
    assert intent(routed(says, distance=-1.5, report_symptoms=0.6)) == keys.EMERGENCY


@pytest.mark.parametrize(("says", "expected"), [
    ("is one of these before food", "out_of_scope"),
    ("i take baclofen, is one of these before food", "ask_missed_dose"),  # tells something of ours
])
def test_a_topic_that_may_well_be_elsewhere_is_not_answered_to_who_tells_nothing_of_ours(says: str, expected: str
                                                                                         ) -> None:
    assert intent(routed(says, ask_missed_dose=0.6, out_of_scope=0.25)) == expected
    assert intent(routed(says, ask_missed_dose=0.6, out_of_scope=0.1)) == "ask_missed_dose"


def test_what_sounds_a_little_like_an_emergency_begins_with_what_similar_ones_told() -> None:
    suspects = ("new_confusion", "chest_pain")
    uneasy = routed("not a good day for him", distance=-0.1, suspects=suspects, report_symptoms=0.5)
    assert intent(uneasy) == keys.MAY_BE_EMERGENCY
    assert uneasy.get(keys.SUSPECTS) == {"findings": list(suspects), "alarming": False}
    asked = routed("can i take it late", distance=-0.1, suspects=("new_confusion",), ask_missed_dose=0.7)
    assert intent(asked) == "ask_missed_dose"


def test_what_is_surely_about_something_else_begins_no_check_over_a_cold() -> None:
    cold = routed("i have a chest infection", out_of_scope=0.9)
    assert cold.get(keys.ELSEWHERE)
    unsure = routed("i have a chest infection", out_of_scope=0.45)
    assert not unsure.get(keys.ELSEWHERE)


@pytest.mark.parametrize(("says", "chance", "scrap"), [
    ("the other one", 0.4, True), ("tablets", 0.4, True), ("missed dose", 0.95, False),
    ("what if i miss one", 0.4, False),
])
def test_a_few_words_that_tell_and_ask_nothing_may_be_an_answer(says: str, chance: float, scrap: bool) -> None:
    message = routed(says, ask_missed_dose=chance)
    assert bool(message.get(keys.SCRAP)) is scrap
    assert intent(message) == (keys.REPORT if scrap else "ask_missed_dose")
    assert not scrap or message.get(keys.OFFERS) == ["ask_missed_dose"]


@pytest.mark.parametrize("says", [".", "...", "\U0001f62d", "!!!"])
def test_what_has_no_letter_is_not_understood(says: str) -> None:
    assert intent(routed(says, out_of_scope=0.9)) == keys.NOT_UNDERSTOOD
