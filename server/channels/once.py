"""A message that is sent again, because its reply got lost on the way, is answered once.

A website's visitor presses "Try again", or a platform delivers a second time. While the first is still being answered
the second waits for the same replies; afterwards they are read off the stored conversation, so a restart or another
process makes no difference. If the first was stored without any reply, it is answered now.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.core.events import BotUttered, Event, UserUttered

from server.channels.fallback import closed
from server.channels.reply import Reply
from server.store.conversation import all_events

logger = logging.getLogger(__name__)

# Together with the guard's own wait still within 15 s (P2).
_LOOKING_BACK_S = 2.0


class Once:
    """Remembers the messages that are being answered right now, by conversation and message id."""

    def __init__(self) -> None:
        self._running: dict[tuple[str, str], asyncio.Task[list[Reply]]] = {}

    def turn(self, sender: str, message_id: str,
             answer: Callable[[], Coroutine[Any, Any, list[Reply]]]) -> asyncio.Task[list[Reply]]:
        """The turn that answers this message: the one under way, else one begun with ``answer``. It goes on when the
        caller is gone, so that nothing is lost."""
        key = (sender, message_id)
        if key not in self._running:
            self._running[key] = asyncio.create_task(answer())
            self._running[key].add_done_callback(lambda done: self._running.pop(key, None))
        return self._running[key]


async def earlier_replies(agent: Agent | None, sender: str, message_id: str) -> list[Reply]:
    """What was answered to this message before, closed anew; empty when it is new, was not answered, or that cannot be
    found out soon: then it is answered now."""
    if agent is None or agent.tracker_store is None:
        return []
    try:
        tracker = await asyncio.wait_for(agent.tracker_store.retrieve(sender), _LOOKING_BACK_S)
        return _replies_to(message_id, all_events(tracker) if tracker else [])
    except Exception as error:  # its text may hold what was said
        logger.error("looking for earlier replies: %s", type(error).__name__)
        return []


def _replies_to(message_id: str, events: list[Event]) -> list[Reply]:
    replies: list[Reply] = []
    its_own = False
    for event in events:
        if isinstance(event, UserUttered):
            its_own = event.message_id == message_id
        elif isinstance(event, BotUttered) and its_own:
            replies.append(Reply.of(closed(event.text or ""), {**event.data, **event.metadata}))
    return replies
