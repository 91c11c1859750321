"""How much one conversation may send, and how many turns run at a time. Who is refused is told kindly, with what to do
if it is urgent; danger in a message is looked for all the same. Limits by address are the proxy's (``deploy/``)."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiolimiter import AsyncLimiter
from cachetools import TTLCache

from server.channels.settings import setting

# Faster than anybody reads: a check is done in twenty presses.
PER_MINUTE, PER_DAY = 60, 600
_NUMBER = re.compile(r"[1-9]\d{0,6}")
_DAY_S = 24 * 3600
# More turns at a time would only make each of them slower, and let those who waited longest time out.
AT_ONCE = 6


class Busy(Exception):
    """Too many turns are under way, and were for as long as one may wait."""


class Pace:
    """Counts messages by conversation, with ``MESSAGES_PER_MINUTE`` and ``MESSAGES_PER_DAY`` of the environment."""

    # Conversations that are counted; those quiet for longest are forgotten first.
    COUNTED = 20_000

    def __init__(self) -> None:
        self._limits = [("too_fast", _limit("MESSAGES_PER_MINUTE", PER_MINUTE), 60),
                        ("too_many", _limit("MESSAGES_PER_DAY", PER_DAY), _DAY_S)]
        self._counted = {name: TTLCache(self.COUNTED, seconds) for name, _, seconds in self._limits}

    async def refuses(self, sender: str) -> str | None:
        """The wording that says why one message more is too much; None if it is not."""
        for name, most, seconds in self._limits:
            counted = self._counted[name]
            limiter = counted[sender] = counted.get(sender) or AsyncLimiter(most, seconds)
            if not limiter.has_capacity():
                return name
            await limiter.acquire()
        return None


class Room:
    """Room for some turns at a time, in the order of their coming."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(AT_ONCE)

    @property
    def full(self) -> bool:
        """Whether one more turn would have to wait."""
        return self._room.locked()

    @asynccontextmanager
    async def taken(self, longest_wait: float) -> AsyncIterator[None]:
        """A place for one turn. Raises :class:`Busy` after that many seconds."""
        try:
            await asyncio.wait_for(self._room.acquire(), longest_wait)
        except asyncio.TimeoutError:
            raise Busy from None
        try:
            yield
        finally:
            self._room.release()


def _limit(name: str, otherwise: int) -> int:
    return int(setting(os.environ, name, _NUMBER, "it is a number of messages, for example 60") or otherwise)
