"""Many people at once, and what is left in memory after them."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Mapping

import aiohttp

from benchmarks.talking import messages, say, somebody

PEOPLE = (1, 10, 50, 200)


async def at_once(session: aiohttp.ClientSession, urls: Mapping[str, str], turns: int) -> dict[str, dict[int, float]]:
    """Messages answered in a second, by the number of people who ask all the time."""
    found: dict[str, dict[int, float]] = {name: {} for name in urls}
    for people in PEOPLE:
        for name, url in urls.items():
            found[name][people] = await _rate(session, url, people, max(turns, people))
    return found


async def talk(session: aiohttp.ClientSession, url: str, turns: int) -> None:
    """So many turns, by ten people at a time; each leaves after ten turns."""
    await _rate(session, url, 10, turns)


async def _rate(session: aiohttp.ClientSession, url: str, people: int, turns: int) -> float:
    left = itertools.islice(itertools.cycle(messages().facts), turns)

    async def one() -> None:
        sender = somebody()
        for number, message in enumerate(left, 1):
            await say(session, url, sender, message)
            if number % 10 == 0:
                sender = somebody()

    begun = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(people)))
    return turns / (time.perf_counter() - begun)
