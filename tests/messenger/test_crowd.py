"""A hundred people at once in each app: everybody gets their own answers, in order, and nobody another's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx

from stories.platforms.slack_api import SlackApi
from stories.platforms.slack_person import SlackPerson, read, signed
from stories.platforms.telegram_api import TelegramApi
from stories.platforms.telegram_person import SECRET, TelegramPerson

# Twice as many are answered as well where nothing else runs. Beside other tests some would wait too long: two
# processors carry about ten turns a second.
PEOPLE = 100
# What each says, one after the other without waiting, and a word of each answer.
SAYS = [(("my calf keeps twitching", "Do any of these apply"), ("none", "take baclofen")),
        (("does baclofen stop twitching", "Not reliably"), ("hello", "I am an assistant")),
        (("my toddler ate one of my pills", "This needs emergency help now."),
         ("I have called 999", "Good that you have asked for help"))]


async def crowd(people: list[Any], deliver: Callable[[httpx.AsyncClient, Any, str], Any]) -> None:
    """Everybody sends both messages, the second as soon as the first is acknowledged."""
    async with httpx.AsyncClient(timeout=120, limits=httpx.Limits(max_connections=PEOPLE)) as client:
        async def one(number: int, person: Any) -> None:
            for says, _ in SAYS[number % len(SAYS)]:
                answer = await deliver(client, person, says)
                assert answer.status_code == 200

        await asyncio.gather(*(one(number, person) for number, person in enumerate(people)))


def check(people: list[Any], api: Any, words: Callable[[dict[str, Any]], str]) -> None:
    """Two answers each, the right ones, in the right order."""
    for number, person in enumerate(people):
        messages = api.wait(person.chat, 2, seconds=120)
        expected = [part for _, part in SAYS[number % len(SAYS)]]
        assert len(messages) == 2
        for message, part in zip(messages, expected, strict=True):
            assert part in words(message), (number, words(message))


async def test_a_hundred_on_slack(slack_people: Callable[[], SlackPerson], slack_api: SlackApi) -> None:
    def deliver(client: httpx.AsyncClient, person: SlackPerson, says: str) -> Any:
        body = json.dumps(person.event(text=says))
        return client.post(person.url, content=body, headers={"Content-Type": "application/json", **signed(body)})

    people = [slack_people() for _ in range(PEOPLE)]
    await crowd(people, deliver)
    check(people, slack_api, read)


async def test_a_hundred_on_telegram(telegram_people: Callable[[], TelegramPerson],
                                       telegram_api: TelegramApi) -> None:
    def deliver(client: httpx.AsyncClient, person: TelegramPerson, says: str) -> Any:
        return client.post(person.url, json=person.update(text=says),
                           headers={"X-Telegram-Bot-Api-Secret-Token": SECRET})

    people = [telegram_people() for _ in range(PEOPLE)]
    await crowd(people, deliver)
    check(people, telegram_api, lambda message: message["text"])
