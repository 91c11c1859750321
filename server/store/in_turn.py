"""One at a time under a name, in the order of coming, within this process."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary


class InTurn:
    """``async with in_turn.of(name)`` waits for whoever came before under that name."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, name: str) -> asyncio.Lock:
        """The lock of that name; it lives as long as somebody holds it or waits for it."""
        lock = self._locks.get(name)
        if lock is None:
            lock = self._locks[name] = asyncio.Lock()
        return lock
