"""People in both apps, and what holds for everything they are sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from aiogram import types
from slack_sdk.models.blocks import Block

from stories.platforms.slack_api import SlackApi, wrong_message
from stories.platforms.slack_person import SlackPerson, read
from stories.platforms.telegram_api import TelegramApi
from stories.platforms.telegram_person import TelegramPerson
from tests.conftest import Assistant
from tests.server.test_guard import is_closed
from triage import Knowledge


@pytest.fixture
def on_slack(assistant: Assistant, slack_api: SlackApi, knowledge: Knowledge) -> Iterator[SlackPerson]:
    person = SlackPerson(assistant.base, slack_api)
    yield person
    for message in slack_api.shown[person.chat]:
        assert is_closed(read(message), knowledge), message["text"]
        assert not wrong_message(message)
        for block in Block.parse_all(message.get("blocks") or []):
            block.validate_json()


@pytest.fixture
def on_telegram(assistant: Assistant, telegram_api: TelegramApi, knowledge: Knowledge) -> Iterator[TelegramPerson]:
    person = TelegramPerson(assistant.base, telegram_api)
    yield person
    for message in telegram_api.shown[person.chat]:
        assert is_closed(message["text"], knowledge), message["text"]
        assert types.Message(**message).text == message["text"]


@pytest.fixture
def slack_people(assistant: Assistant, slack_api: SlackApi) -> Callable[[], SlackPerson]:
    return lambda: SlackPerson(assistant.base, slack_api)


@pytest.fixture
def telegram_people(assistant: Assistant, telegram_api: TelegramApi) -> Callable[[], TelegramPerson]:
    return lambda: TelegramPerson(assistant.base, telegram_api)
