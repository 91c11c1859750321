"""Conversations of one chat app: whose they are, what is answered once, and how one is erased."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from contextlib import nullcontext

from rasa.core.agent import Agent

from server.channels.fallback import before_closing, said, said_by_the_channel
from server.channels.forgetting import CONTROLS, Forgetting
from server.channels.guard import Guard
from server.channels.messenger.incoming import Incoming
from server.channels.messenger.words import words
from server.channels.once import earlier_replies
from server.channels.reply import Reply


class Conversations:
    """Answers what people do in the chat app named ``app``. ``secret`` is known to nobody outside."""

    # More turns at a time would only make each of them slower, and let those who waited longest time out.
    AT_ONCE = 6

    def __init__(self, guard: Guard, app: str, secret: str) -> None:
        self._guard, self._secret = guard, secret
        self._room = asyncio.Semaphore(self.AT_ONCE)
        self._forgetting = Forgetting(app)

    @property
    def channel(self) -> str:
        """The channel's name."""
        return self._guard.channel

    def conversation(self, person: str) -> str:
        """The id of a person's conversation: always the same, says nothing of who it is, cannot be guessed (P9)."""
        digest = hmac.new(self._secret.encode(), person.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:24]).decode()

    async def answer(self, agent: Agent | None, incoming: Incoming) -> list[Reply]:
        """All replies; never empty, never an error."""
        if incoming.aside:
            otherwise = self._said(incoming.aside)
            alarm = self._guard.unless_danger(incoming.text, otherwise)
            if alarm is otherwise or not incoming.in_private:
                return [alarm]
            # Danger in a changed message is as good as told anew.
        control = incoming.text in CONTROLS
        if incoming.pressed == control and (reply := await self._forgetting.reply(
                agent, self._sender(incoming), incoming.text)):
            return [reply]
        if incoming.pressed and not incoming.text.startswith("/"):
            return [said_by_the_channel("not_offered")]
        async with nullcontext() if self._room.locked() and self._tells_danger(incoming) else self._room:
            replies = await earlier_replies(agent, self._sender(incoming), incoming.id) or await self._guard.replies(
                agent, self.conversation(incoming.person), incoming.text, message_id=incoming.id)
        if incoming.note:
            replies[-1].text = before_closing(replies[-1].text, words()[incoming.note])
        return replies

    def _tells_danger(self, incoming: Incoming) -> bool:
        """Danger waits behind nobody."""
        calm = Reply("")
        return self._guard.unless_danger(incoming.text, calm) is not calm

    def _said(self, name: str) -> Reply:
        return said(words()[name])

    def _sender(self, incoming: Incoming) -> str:
        return f"{self.channel}:{self.conversation(incoming.person)}"
