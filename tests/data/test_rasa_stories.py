"""Rasa's test stories (tests/rasa) leave no way out; they are run in tests/conversations, where the model is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from server.launch.settings import ROOT
from server.nlu import keys
from tests.data.content import content

Way = tuple[str, ...]
# Rasa takes no other name for a file of test stories, and says nothing.
STORIES = ROOT / "tests" / "rasa" / "test_routes.yml"


def ways(stories: Iterable[dict[str, Any]]) -> set[Way]:
    """Intents with the actions that follow, in stories or rules."""
    found: list[list[str]] = []
    for story in stories:
        for step in story["steps"]:
            if "intent" in step:
                found.append([step["intent"]])
            else:
                found[-1].append(step["action"])
    return {tuple(way) for way in found}


def not_understood_from_words(stories: Iterable[dict[str, Any]]) -> list[str]:
    """Stories with an intent and no words: Rasa would believe it."""
    return [story["story"] for story in stories for step in story["steps"] if "intent" in step and not step.get("user")]


def stories() -> list[dict[str, Any]]:
    return yaml.safe_load(STORIES.read_text(encoding="utf-8"))["stories"]


def test_every_way_but_the_topics_has_a_test_story() -> None:
    wanted = {way for way in ways(content().rules) if not way[0].startswith(keys.TOPIC_PREFIX)}
    assert wanted - ways(stories()) == set()


def test_every_story_begins_with_words_and_has_a_name_of_its_own() -> None:
    assert not_understood_from_words(stories()) == []
    assert len({story["story"] for story in stories()}) == len(stories())


def test_the_checks_can_fail() -> None:
    words, bare = {"user": "hi", "intent": "greet"}, {"intent": "greet"}
    sample = [{"story": name, "steps": [step, {"action": "utter_greet"}, {"action": "utter_more"}]}
              for name, step in (("one", words), ("two", bare))]
    assert ways(sample) == {("greet", "utter_greet", "utter_more")}
    assert not_understood_from_words(sample) == ["two"]
