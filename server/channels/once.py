"""A message that is sent again, because its reply got lost on the way, is answered once.

A website's visitor presses "Try again", or a platform delivers a second time. While the first is still being answered
the second waits for the same replies; afterwards they are read off the stored conversation, so a restart or another
process makes no difference. If the first was stored without any reply, it is answered now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.core.events import BotUttered, UserUttered

from server.channels.fallback import closed
from server.channels.reply import Reply
from server.store.conversation import all_events


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
    """What was answered to this message before, closed anew; empty when it is new or was not answered."""
    tracker = await agent.tracker_store.retrieve(sender) if agent and agent.tracker_store else None
    replies: list[Reply] = []
    its_own = False
    for event in all_events(tracker) if tracker else ():
        if isinstance(event, UserUttered):
            its_own = event.message_id == message_id
        elif isinstance(event, BotUttered) and its_own:
            replies.append(Reply.of(closed(event.text or ""), {**event.data, **event.metadata}))
    return replies
