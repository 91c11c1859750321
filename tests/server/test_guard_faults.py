"""Whatever fails behind the channel, the person gets a reply, and danger is still answered (P2, P3)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from server.channels import guard as guard_module
from server.channels.guard import Guard
from triage import Knowledge

CONVERSATION = "a" * 22


async def silent(message: Any) -> None:
    """What Rasa does without a model, or when an action is lost."""


async def raising(message: Any) -> None:
    raise RuntimeError("the message was: " + message.text)


async def hanging(message: Any) -> None:
    await asyncio.sleep(60)


async def open_ended(message: Any) -> None:
    await message.output_channel.send_response("x", {"text": "A text that lacks its closing line."})


FAULTS = [silent, raising, hanging]


@pytest.fixture(autouse=True)
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard_module, "LONGEST_WAIT_S", 0.2)


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_reply_says_how_to_reach_help(fault: Any, knowledge: Knowledge) -> None:
    [reply] = await Guard("rest", fault).replies(None, CONVERSATION, "my calf keeps twitching")
    assert "went wrong" in reply.text and "emergency number" in reply.text
    assert reply.text.endswith(tuple(level.closing for level in knowledge.levels.values()))


@pytest.mark.parametrize("fault", FAULTS)
async def test_an_emergency_is_answered_all_the_same(fault: Any) -> None:
    [reply] = await Guard("rest", fault).replies(None, CONVERSATION, "he wont wake up after his meds")
    assert reply.turn["triage"]["level"] == "emergency_now"
    assert reply.turn["triage"]["rules"][0] == "e_unresponsive" and "Call" in reply.text


async def test_the_text_of_an_error_reaches_neither_user_nor_log(caplog: pytest.LogCaptureFixture) -> None:
    [reply] = await Guard("rest", raising).replies(None, CONVERSATION, "secret words of mine")
    assert "secret" not in reply.text and "secret" not in caplog.text and "RuntimeError" in caplog.text


async def test_a_missing_closing_line_is_added(knowledge: Knowledge) -> None:
    [reply] = await Guard("rest", open_ended).replies(None, CONVERSATION, "hello")
    assert reply.text.endswith(tuple(level.closing for level in knowledge.levels.values()))
