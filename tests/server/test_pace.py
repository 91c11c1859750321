"""Who sends too much, or comes when too many do, is told so kindly; danger is answered all the same."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from server.channels import guard as guard_module
from server.channels.guard import Guard
from server.channels.pace import AT_ONCE, Pace
from server.channels.reply import Reply
from server.channels.settings import WrongSetting

DANGER = "he wont wake up after his meds"


async def polite(message: Any) -> None:
    await message.output_channel.send_response("x", {"text": "A reply."})


async def say(guard: Guard, text: str, conversation: str = "a" * 22) -> Reply:
    [reply] = await guard.replies(None, conversation, text)
    return reply


@pytest.mark.parametrize(("setting", "told"), [("MESSAGES_PER_MINUTE", "faster than I can read"),
                                               ("MESSAGES_PER_DAY", "more than I can take")])
async def test_one_conversation_may_send_only_so_much(monkeypatch: pytest.MonkeyPatch, setting: str, told: str) -> None:
    monkeypatch.setenv(setting, "3")
    guard = Guard("rest", polite)
    assert ["A reply." in (await say(guard, "hello")).text for _ in range(3)] == [True] * 3
    refused = await say(guard, "hello")
    assert told in refused.text and "emergency number" in refused.text
    assert (await say(guard, DANGER)).turn["triage"]["level"] == "emergency_now", "danger is heard all the same"
    assert "A reply." in (await say(guard, "hello", "b" * 22)).text, "others feel nothing of it"


@pytest.mark.parametrize("value", ["0", "many", "-5"])
def test_a_wrong_limit_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("MESSAGES_PER_MINUTE", value)
    with pytest.raises(WrongSetting, match="MESSAGES_PER_MINUTE cannot be right"):
        Pace()


async def test_when_too_many_come_at_once_they_are_told_and_danger_waits_behind_nobody(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard_module, "LONGEST_WAIT_S", 1)
    heard: list[str] = []

    async def slow(message: Any) -> None:
        heard.append(message.text)
        await asyncio.sleep(0 if message.text == DANGER else 0.95)
        await polite(message)

    guard = Guard("rest", slow)
    crowd = [asyncio.create_task(say(guard, "hello", f"{number:022}")) for number in range(AT_ONCE + 1)]
    await asyncio.sleep(0.1)
    assert "A reply." in (await say(guard, DANGER, "d" * 22)).text and DANGER in heard
    replies = [(await task).text for task in crowd]
    assert sum("A reply." in text for text in replies) == AT_ONCE
    assert sum("Many people are writing" in text for text in replies) == 1
