"""What takes the messages of one app and sees to their answers, until the server stops."""

from __future__ import annotations

from typing import Protocol

from server.channels.messenger.conversations import Conversations
from server.channels.messenger.queue import DRAIN_S, Queue
from server.channels.request import BadRequest


class Closable(Protocol):
    """What sends, and holds connections for that."""

    async def close(self) -> None:
        """Let go of the connections."""


class Desk:
    """The part that does not depend on the app."""

    def __init__(self, conversations: Conversations, sender: Closable) -> None:
        self.conversations, self.queue, self._closable = conversations, Queue(conversations.channel), sender

    def check_open(self) -> None:
        """Raises :class:`BadRequest` once the end has begun: the app then delivers again."""
        if self.queue.closing:
            raise BadRequest("the assistant is about to stop", 503)

    async def close(self) -> None:
        """Bring to an end what has been begun."""
        await self.queue.drain(DRAIN_S)
        await self._closable.close()
