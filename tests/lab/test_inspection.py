"""What is seen of a turn: an ordinary one, an emergency, a button, and one that the channel answered by itself."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from server.channels.guard import LONGEST_TEXT
from tests.conftest import Assistant, Conversation

TOO_LONG = "bla " * (LONGEST_TEXT // 4 + 1)


class Talking:
    """A conversation in the lab; ``seen`` is the latest turn."""

    def __init__(self, lab: httpx.Client) -> None:
        self.lab, self.id, self.message = lab, None, {}
        self.seen: dict[str, Any] = {}

    def say(self, words: str) -> dict[str, Any]:
        answer = self.lab.post("talk", json={"conversation": self.id, "message": words})
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert len(told["messages"]) == 1
        self.id, self.message, self.seen = told["conversation"], told["messages"][0], told["seen"]
        return self.seen

    def press(self, title: str) -> dict[str, Any]:
        return self.say(next(b["payload"] for b in self.message["buttons"] if b["title"] == title))


@pytest.fixture
def talking(lab: httpx.Client) -> Talking:
    return Talking(lab)


def findings(seen: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {one["finding"]: (one["value"], one["context"]) for one in seen["findings"]}


def test_a_report_is_seen_with_its_words_and_its_question(talking: Talking) -> None:
    seen = talking.say("my calf keeps twitching, no weakness 😱 but my dad had a seizure last year")
    assert seen["intent"]["name"] == "report_symptoms" and 0 < seen["intent"]["confidence"] <= 1
    assert len(seen["ranking"]) == 5 and seen["ranking"][0]["confidence"] > seen["ranking"][4]["confidence"]
    assert seen["danger"] < 0.5
    told = findings(seen)
    assert told["twitch_visible_flicker"][0] == "yes" and told["seizure_now_or_today"] == ("yes", "past")
    for one in seen["findings"]:
        assert seen["said"][one["start"]:one["end"]] == one["text"] and one["counts"] == (one["context"] == "current")
    assert seen["level"] is None and not seen["final"] and seen["fired"] == []
    assert len(seen["asking"]) > 5 and seen["still_open"] > 5
    assert seen["movement"]["for"] and seen["response"] == "utter_first_question"
    assert "the check takes it up" in seen["why"]
    assert isinstance(seen["took_ms"], int) and seen["took_ms"] >= 0


def test_answers_build_up_what_is_known_and_what_could_still_fire(talking: Talking) -> None:
    talking.say("my calf keeps twitching")
    seen = talking.press("None of these")
    assert "button was pressed" in seen["why"] and seen["ranking"] == [] and seen["danger"] is None
    assert seen["known"]["breathing_trouble"] == "no"
    seen = talking.say("not sure")
    assert seen["answer"]["kind"] == "unsure" and "plain answer" in seen["why"]
    assert "unknown" in seen["known"].values()


def test_rules_that_one_answer_would_make_fire_are_named_with_it(talking: Talking) -> None:
    seen = talking.say("i take baclofen and i ran out of it today")
    fired = next(one for one in seen["fired"] if one["rule"] == "u_stopped")
    assert fired["because_of"] and fired["sources"][0]["title"] and fired["level"] == "urgent_same_day"
    nearly = {one["rule"]: one["missing"] for one in seen["nearly"]}
    assert len(nearly) <= 8 and all(0 < len(missing) <= 8 for missing in nearly.values())
    assert any("seeing or hearing" in label for label in nearly["e_withdrawal_severe"])


def test_an_emergency_says_which_words_fired_which_rule(talking: Talking) -> None:
    seen = talking.say("ran out of baclofen 2 days ago and now im seeing bugs on the wall")
    assert seen["level"] == "emergency_now" and seen["final"] and seen["asking"] == []
    assert seen["fired"][0]["rule"] == "e_withdrawal_severe" and len(seen["fired"][0]["because_of"]) == 3
    assert seen["intent"]["name"] == "emergency" and seen["danger"] > 0.5
    assert "seeing bugs on the wall" in seen["why"] and "e_withdrawal_severe" in seen["why"]
    assert seen["sources"] and seen["response"] == "utter_emergency"


def test_what_only_the_second_ear_heard_says_so(talking: Talking) -> None:
    seen = talking.say("his head keeps dropping and i cant get sense out of him")
    assert seen["intent"]["name"] == "may_be_emergency" and seen["danger"] >= 0.2
    assert "second ear" in seen["why"] and f"{seen['danger']:.2f}" in seen["why"] and seen["asking"]


def test_a_fact_has_a_topic_and_sources(talking: Talking) -> None:
    seen = talking.say("does baclofen stop twitching")
    assert seen["topic"] == "baclofen_for_twitching" and seen["sources"][0]["url"].startswith("https://")
    assert seen["intent"]["name"].startswith("ask_") and "sure enough" in seen["why"]
    assert seen["fired"] == seen["asking"] == [] and seen["still_open"] is None


def test_nothing_understood_says_how_little_was_there(talking: Talking) -> None:
    seen = talking.say("flurbity gnorp")
    assert seen["intent"]["name"] in ("not_understood", "unsure_which_topic", "out_of_scope")
    assert any(f"{guess['confidence']:.2f}" in seen["why"] for guess in seen["ranking"])


def test_another_language_is_named(talking: Talking) -> None:
    seen = talking.say("mi pierna tiembla mucho por la noche y me duele")
    assert "not in English" in seen["why"] and "es" in seen["why"]


@pytest.mark.parametrize(("said", "reason", "level"), [
    ("   ", "no words", None),
    ("/restart", "never offered", None),
    (TOO_LONG, "longer than", None),
    (f"{TOO_LONG} my toddler ate one of my pills", "words of danger", "emergency_now")],
    ids=["empty", "not offered", "too long", "danger at the end"])
def test_what_the_channel_answered_by_itself_says_why(talking: Talking, said: str, reason: str,
                                                      level: str | None) -> None:
    seen = talking.say(said)
    assert talking.message["fallback"] and reason in seen["why"]
    assert seen["intent"] == {"name": None, "confidence": 0.0} and seen["response"] is None
    assert seen["level"] == level and bool(seen["fired"]) == bool(level)


def test_words_with_a_slash_by_mistake_are_seen_as_they_were_taken(talking: Talking) -> None:
    seen = talking.say("/ my calf keeps twitching")
    assert seen["said"] == "my calf keeps twitching" and findings(seen)["twitch_visible_flicker"][0] == "yes"


def test_nobody_elses_conversation_is_ever_seen(assistant: Assistant, lab: httpx.Client) -> None:
    """The same id on another channel is another conversation."""
    person = Conversation(assistant)
    person.say("my toddler ate one of my pills")
    told = lab.post("talk", json={"conversation": person.id, "message": "hello"}).json()
    assert told["seen"]["known"] == {} and told["seen"]["level"] is None
    assert lab.post("talk", json={"conversation": f"rest:{person.id}", "message": "hello"}).status_code == 400


@pytest.mark.parametrize("body", [{}, [], {"message": 1}, {"message": "hello", "conversation": "short"},
                                  {"message": "hello", "conversation": 7}])
def test_wrong_bodies_are_refused(lab: httpx.Client, body: Any) -> None:
    answer = lab.post("talk", json=body)
    assert answer.status_code == 400 and answer.json()["error"]
