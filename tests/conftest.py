"""Shared parts: the knowledge, and one running assistant for all tests that talk to it."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from review.evaluation.assistant import Assistant as OwnAssistant
from server.launch.shell import free_port
from server.launch.training import train_if_needed
from stories.platforms.both import Platforms
from stories.platforms.slack_api import SlackApi
from stories.platforms.telegram_api import TelegramApi
from stories.reading import FOLDER
from triage import Knowledge, shipped

pytest_plugins = ["tests.scheduling"]

LAB_PASSWORD = "a password for tests"
# What the story lab of the tests has to play and to write beside.
_SOME_STORIES = ("facts/does_baclofen_stop_twitching", "check/why_do_you_ask")


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return shipped()


class Assistant(OwnAssistant):
    """The assistant as ``make run`` starts it, on ports of its own."""

    def post(self, body: Any, **more: Any) -> httpx.Response:
        return httpx.post(f"{self.base}/webhooks/rest/webhook", json=body, timeout=30, **more)


class Conversation:
    """One person's conversation; ``say`` returns the only reply."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant, self.id = assistant, secrets.token_urlsafe(24)
        self.buttons: list[dict[str, str]] = []

    def say(self, text: str) -> dict[str, Any]:
        answer = self.assistant.post({"sender": self.id, "message": text})
        assert answer.status_code == 200, answer.text
        replies = answer.json()
        assert len(replies) == 1, f"one message a turn, not {len(replies)}"
        self.buttons = replies[0].get("buttons", [])
        return replies[0]

    def press(self, title: str) -> dict[str, Any]:
        return self.say(next(b["payload"] for b in self.buttons if b["title"] == title))


@pytest.fixture(scope="session")
def platforms() -> Iterator[Platforms]:
    with Platforms().up() as both:
        yield both


@pytest.fixture(scope="session")
def slack_api(platforms: Platforms) -> SlackApi:
    return platforms.slack


@pytest.fixture(scope="session")
def telegram_api(platforms: Platforms) -> TelegramApi:
    return platforms.telegram


@pytest.fixture(scope="session")
def channels(platforms: Platforms) -> dict[str, str]:
    """Settings with which an assistant serves all channels."""
    return platforms.settings()


@pytest.fixture(scope="session")
def stories_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a few stories, for the lab to play, and to save others in."""
    folder = tmp_path_factory.mktemp("stories")
    for name in _SOME_STORIES:
        (folder / name).parent.mkdir()
        shutil.copy(FOLDER / f"{name}.yml", folder / f"{name}.yml")
    return folder


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory, channels: dict[str, str],
              stories_folder: Path) -> Iterator[Assistant]:
    """With everything on, the story lab as well."""
    train_if_needed()
    lab = {"LAB_PASSWORD": LAB_PASSWORD, "LAB_BESIDE_REAL_PEOPLE": "yes", "STORIES_FOLDER": str(stories_folder)}
    running = Assistant(tmp_path_factory.mktemp("state"), **channels, **lab).start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def assistant_without_actions(tmp_path_factory: pytest.TempPathFactory,
                              channels: dict[str, str]) -> Iterator[Assistant]:
    """Rasa looks for its actions where nobody listens."""
    train_if_needed()
    nobody = f"http://127.0.0.1:{free_port()}/webhook"
    running = Assistant(tmp_path_factory.mktemp("state_without_actions"), ACTIONS_URL=nobody, **channels).start()
    yield running
    running.stop()


@pytest.fixture
def talk(assistant: Assistant) -> Conversation:
    return Conversation(assistant)
