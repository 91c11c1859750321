"""Work that goes on after an app's request was acknowledged: once for each id, in order for each person, and brought to
its end before the server stops."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

# Time to finish at the end: as long as the guard waits for an answer, and then some to send it.
DRAIN_S = 15.0


class Queue:
    """Everything that is being worked on for one app. ``closing`` says that nothing more should be begun."""

    # Apps repeat a delivery for minutes; ids are remembered for longer than that.
    REMEMBERED = 10_000

    def __init__(self, name: str) -> None:
        self._name, self.closing = name, False
        self._known: OrderedDict[str, asyncio.Task[None] | None] = OrderedDict()
        self._last: dict[str, asyncio.Task[None]] = {}

    def begin(self, id: str, person: str, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None] | None:
        """Begin the work, after what this person did before; the task that does it. The same id begins nothing: it gets
        the task under way, or None after that."""
        if id in self._known:
            return self._known[id]
        task = asyncio.create_task(self._in_turn(self._last.get(person), work))
        self._last[person] = task
        self._remember(id, task)
        task.add_done_callback(lambda done: self._ended(id, person, done))
        return task

    def knows(self, id: str) -> bool:
        """Whether work with this id was begun."""
        return id in self._known

    def know(self, id: str) -> None:
        """Work with this id shall not be begun any more."""
        if id not in self._known:
            self._remember(id, None)

    async def drain(self, seconds: float) -> None:
        """Return when all is done, at the latest after that time; nothing more should be begun meanwhile."""
        self.closing = True
        waiting = [task for task in self._known.values() if task]
        if waiting:
            _, left = await asyncio.wait(waiting, timeout=seconds)
            if left:
                logger.error("channel %s: %s turns were not finished before the end", self._name, len(left))

    async def _in_turn(self, before: asyncio.Task[None] | None, work: Callable[[], Awaitable[None]]) -> None:
        if before:
            await asyncio.wait({before})
        try:
            await work()
        except Exception as error:  # its text may hold what was said
            logger.error("channel %s: %s while working on a message", self._name, type(error).__name__)

    def _remember(self, id: str, task: asyncio.Task[None] | None) -> None:
        self._known[id] = task
        while len(self._known) > self.REMEMBERED and not next(iter(self._known.values())):
            self._known.popitem(last=False)

    def _ended(self, id: str, person: str, task: asyncio.Task[None]) -> None:
        self._known[id] = None
        if self._last.get(person) is task:
            del self._last[person]
