"""Many people at once, each in a conversation of their own, behaving as the website's chat does: what got no whole
answer is sent again with the same id."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

# As long as a person may be kept waiting for all of it, over whatever fails meanwhile.
PATIENCE_S = 60
# Turns on their way at a time: enough to keep two processes busy, few enough that nobody is turned away.
AT_ONCE = 12
_numbers = itertools.count(1)


@dataclass
class Person:
    """``plan`` is what is said, in order; ``heard`` the replies to each; ``tries`` how often the latest was sent."""

    plan: list[str]
    id: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    heard: list[list[dict[str, Any]]] = field(default_factory=list)
    tries: list[int] = field(default_factory=list)
    # Everybody has an address of their own, since the proxy limits what comes from one.
    number: int = field(default_factory=lambda: next(_numbers))

    @property
    def address(self) -> str:
        """On loopback all of them reach this machine."""
        return f"127.{1 + self.number // 62_500}.{self.number // 250 % 250 + 1}.{self.number % 250 + 1}"


async def speak(person: Person, base: str, turn: int) -> None:
    """Say the next thing until it is answered. Raises :class:`AssertionError` when nobody answers."""
    body = {"sender": person.id, "message": person.plan[turn], "id": secrets.token_urlsafe(16)}
    end = asyncio.get_running_loop().time() + PATIENCE_S
    tries = 0
    connector = aiohttp.TCPConnector(local_addr=(person.address, 0), force_close=True)
    async with aiohttp.ClientSession(connector=connector) as session:
        while True:
            tries += 1
            replies = await _exchange(session, f"{base}/webhooks/web/message?at={person.id[:2]}", body)
            if replies:
                break
            assert asyncio.get_running_loop().time() < end, f"nobody answered {person.plan[turn]!r}"
            await asyncio.sleep(0.5)
    person.heard.append(replies)
    person.tries.append(tries)


async def _exchange(session: aiohttp.ClientSession, url: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    """The replies; none when the answer is not whole."""
    try:
        async with session.post(url, data=json.dumps(body), timeout=aiohttp.ClientTimeout(total=16)) as answer:
            if answer.status != 200:
                return []
            lines = [json.loads(line) for line in (await answer.text()).splitlines()]
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
        return []
    return lines[:-1] if lines and lines[-1] == {"done": True} else []


async def everybody(people: list[Person], base: str, turn: int, meanwhile: dict[int, Callable[[], Any]]) -> None:
    """All say their next thing, some at a time. When so many are answered, what stands in ``meanwhile`` happens."""
    places, answered, events = asyncio.Semaphore(AT_ONCE), 0, []

    async def one(person: Person) -> None:
        nonlocal answered
        async with places:
            await speak(person, base, turn)
        answered += 1
        if happens := meanwhile.get(answered):
            events.append(asyncio.create_task(asyncio.to_thread(happens)))

    await asyncio.gather(*(one(person) for person in people))
    await asyncio.gather(*events)
