"""The cost of one message: a fact, an emergency, a step of the check, and a fact late in a long conversation."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import aiohttp

from benchmarks.talking import Times, first_line, messages, say, somebody

# The turns of a long conversation that are looked at; each stands for itself and its neighbours.
LOOKED_AT = (1, 5, 20, 50, 100, 200)
_AROUND = 2


async def facts(session: aiohttp.ClientSession, urls: Mapping[str, str], rounds: int) -> dict[str, Times]:
    """A question as the first message of a conversation."""
    return await _first(session, urls, messages().facts, rounds)


async def emergencies(session: aiohttp.ClientSession, urls: Mapping[str, str], rounds: int) -> dict[str, Times]:
    """An emergency as the first message of a conversation."""
    return await _first(session, urls, messages().emergencies, rounds)


async def first_words(session: aiohttp.ClientSession, base: str, rounds: int) -> dict[str, Times]:
    """On a website, where messages are shown as they come: until the first is there, for a fact, for one of as many
    words as an emergency has, and for an emergency. The rivals have no such channel."""
    said = {"fact": messages().facts, "as long": messages().facts_as_long, "emergency": messages().emergencies}
    found: dict[str, list[float]] = {kind: [] for kind in said}
    for number in range(rounds):
        for kind, texts in said.items():
            found[kind].append(await first_line(session, base, texts[number % len(texts)]))
    return {kind: Times.of(times) for kind, times in found.items()}


async def steps(session: aiohttp.ClientSession, urls: Mapping[str, str], rounds: int) -> dict[str, Times]:
    """An answer in the middle of a check; the rivals get the same words."""
    found: dict[str, list[float]] = {name: [] for name in urls}
    for _ in range(rounds):
        who = {name: somebody() for name in urls}
        for name, url in urls.items():
            await say(session, url, who[name], messages().begins)
        for message in messages().steps:
            for name, url in urls.items():
                found[name].append(await say(session, url, who[name], message))
    return {name: Times.of(times) for name, times in found.items()}


async def long_conversations(session: aiohttp.ClientSession, urls: Mapping[str, str], rounds: int,
                             turns: Sequence[int] = LOOKED_AT) -> dict[str, dict[int, float]]:
    """The median around some turns of conversations that go on and on."""
    found: dict[str, dict[int, list[float]]] = {name: {turn: [] for turn in turns} for name in urls}
    for _ in range(rounds):
        who = {name: somebody() for name in urls}
        for number, message in zip(range(1, max(turns) + _AROUND + 1), itertools.cycle(messages().facts)):
            for name, url in urls.items():
                taken = await say(session, url, who[name], message)
                for turn in turns:
                    if number == turn == 1 or (turn > 1 and abs(number - turn) <= _AROUND):
                        found[name][turn].append(taken)
    return {name: {turn: Times.of(times).median for turn, times in by_turn.items()}
            for name, by_turn in found.items()}


async def _first(session: aiohttp.ClientSession, urls: Mapping[str, str], said: Sequence[str], rounds: int
                 ) -> dict[str, Times]:
    found: dict[str, list[float]] = {name: [] for name in urls}
    for message in itertools.islice(itertools.cycle(said), rounds):
        for name, url in urls.items():
            found[name].append(await say(session, url, somebody(), message))
    return {name: Times.of(times) for name, times in found.items()}
