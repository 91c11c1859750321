"""Sending messages, and how long the answers take."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import aiohttp
import yaml


class Unanswered(RuntimeError):
    """A contestant said nothing, or not with 200: what was measured is then no turn."""


@dataclass(frozen=True)
class Messages:
    """Those of ``messages.yml``; one of the ``keywords`` stands in each."""

    facts: Sequence[str]
    facts_as_long: Sequence[str]
    emergencies: Sequence[str]
    begins: str
    steps: Sequence[str]
    keywords: Sequence[str]


@lru_cache(maxsize=1)
def messages() -> Messages:
    """The messages that are sent."""
    content = yaml.safe_load(Path(__file__).with_name("messages.yml").read_text(encoding="utf-8"))
    check = content["check"]
    return Messages(content["facts"], content["facts_as_long"], content["emergencies"], check["begins"], check["steps"],
                    content["keywords"])


def somebody() -> str:
    """A new conversation's id."""
    return secrets.token_urlsafe(24)


async def say(session: aiohttp.ClientSession, url: str, sender: str, message: str) -> float:
    """Milliseconds until the whole answer was there. Raises :class:`Unanswered`."""
    begun = time.perf_counter()
    async with session.post(url, json={"sender": sender, "message": message}) as answer:
        said: Any = await answer.json() if answer.status == 200 else None
    if not said:
        raise Unanswered(f"{url} answered {answer.status} and {said!r} to {message!r}")
    return (time.perf_counter() - begun) * 1000


async def first_line(session: aiohttp.ClientSession, base: str, message: str) -> float:
    """Milliseconds until the first message of a new conversation on a website was there."""
    begun = time.perf_counter()
    async with session.post(f"{base}/webhooks/web/message", json={"message": message}) as answer:
        async for line in answer.content:
            if "text" in json.loads(line):
                break
        else:
            raise Unanswered(f"{base} answered {answer.status} and nothing to {message!r}")
        taken = (time.perf_counter() - begun) * 1000
        await answer.read()
    return taken


@dataclass(frozen=True)
class Times:
    """Milliseconds."""

    median: float
    p95: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Times:
        """Of single times."""
        found = sorted(values)
        return cls(median(found), quantiles(found, n=20)[-1] if len(found) > 1 else found[0])
