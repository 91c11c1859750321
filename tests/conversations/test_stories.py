"""Every story in this folder, through the real assistant."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Assistant, Conversation
from tests.conversations import runner
from triage import Knowledge


@pytest.mark.parametrize("path", runner.stories(), ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_story(path: Path, assistant: Assistant, request: pytest.FixtureRequest, knowledge: Knowledge) -> None:
    story = runner.load(path)
    if story.get("during") == "the action server is down":
        assistant = request.getfixturevalue("assistant_without_actions")
    runner.play(story, Conversation(assistant), [level.closing for level in knowledge.levels.values()])
