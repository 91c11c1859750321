"""The stories that there are speak of everything that matters."""

from __future__ import annotations

import pytest

from stories.reading import load, story_paths
from stories.schema import topics
from stories.story import Story
from stories.vocabulary import CHANNELS, EXPECTATIONS, FAULTS, TURNS
from triage import Knowledge


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return [load(path) for path in story_paths()]


def expected(stories: list[Story], word: str) -> set[str]:
    """What all stories expect under that word."""
    values = [(turn.bot or {}).get(word) for story in stories for turn in story.all_turns()]
    return {one for value in values for one in (value if isinstance(value, list) else [value])}


def test_every_topic_has_a_story(stories: list[Story]) -> None:
    assert not set(topics()) - expected(stories, "topic")


def test_every_emergency_rule_has_a_story(stories: list[Story], knowledge: Knowledge) -> None:
    emergencies = {rule.id for rule in knowledge.rules if rule.level == knowledge.policy.stop_asking_at}
    assert not emergencies - expected(stories, "rules")


def test_every_word_of_the_format_is_used(stories: list[Story]) -> None:
    turns = [turn for story in stories for turn in story.all_turns()]
    assert {turn.kind for turn in turns} == set(TURNS)
    assert {story.channel for story in stories} == set(CHANNELS)
    assert set(FAULTS) <= {fault for story in stories for fault in story.faults}
    assert {word for turn in turns for word in turn.bot or {}} == set(EXPECTATIONS)
