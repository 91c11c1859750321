"""Conversations of one chat app: whose they are, what is answered once, and how one is erased."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import logging
import re
from contextlib import nullcontext

from rasa.core.agent import Agent

from server.channels.fallback import before_closing, said, said_by_the_channel
from server.channels.forgetting import forget
from server.channels.guard import Guard
from server.channels.messenger.incoming import Incoming
from server.channels.messenger.words import words
from server.channels.once import earlier_replies
from server.channels.reply import Reply
from server.channels.request import BadRequest

logger = logging.getLogger(__name__)

# What the channel's own buttons send; no payload of Rasa's begins like that.
CONTROLS = _YES_FORGET, _NO_FORGET = "#forget", "#keep"
_LOOKING_BACK_S = 5.0
_LETTERS = re.compile(r"[^\W\d_]+")


class Conversations:
    """Answers what people do in the chat app named ``app``. ``secret`` is known to nobody outside."""

    # More turns at a time would only make each of them slower, and let those who waited longest time out.
    AT_ONCE = 6

    def __init__(self, guard: Guard, app: str, secret: str) -> None:
        self._guard, self._app, self._secret = guard, app, secret
        self._room = asyncio.Semaphore(self.AT_ONCE)
        self._forget_phrases = {_plain(phrase) for phrase in words()["forget_phrases"]}

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
        if incoming.pressed and incoming.text in (_YES_FORGET, _NO_FORGET):
            return [await self._forget(agent, incoming) if incoming.text == _YES_FORGET else self._said("kept")]
        if incoming.pressed and not incoming.text.startswith("/"):
            return [said_by_the_channel("not_offered")]
        if not incoming.pressed and self._asks_to_forget(incoming.text):
            return [self._ask_forget()]
        async with nullcontext() if self._room.locked() and self._tells_danger(incoming) else self._room:
            replies = await self._answered_before(agent, incoming) or await self._guard.replies(
                agent, self.conversation(incoming.person), incoming.text, message_id=incoming.id)
        if incoming.note:
            replies[-1].text = before_closing(replies[-1].text, words()[incoming.note])
        return replies

    def _asks_to_forget(self, text: str) -> bool:
        plain = _plain(text)
        for opening in words()["forget_openings"]:
            plain = plain.removeprefix(f"{_plain(opening)} ")
        for ending in words()["forget_endings"]:
            plain = plain.removesuffix(f" {_plain(ending)}")
        return plain in self._forget_phrases

    def _tells_danger(self, incoming: Incoming) -> bool:
        """Danger waits behind nobody."""
        calm = self._said("kept")
        return self._guard.unless_danger(incoming.text, calm) is not calm

    def _said(self, name: str) -> Reply:
        return said(words()[name].replace("{app}", self._app))

    def _ask_forget(self) -> Reply:
        """Erasing takes a second press: a menu is opened by mistake soon enough."""
        reply = self._said("ask_forget")
        reply.buttons = [{"title": words()["yes_forget"], "payload": _YES_FORGET},
                         {"title": words()["no_forget"], "payload": _NO_FORGET}]
        return reply

    async def _forget(self, agent: Agent | None, incoming: Incoming) -> Reply:
        try:
            await forget(agent, self._sender(incoming))
        except BadRequest:
            return self._said("not_forgotten")
        return self._said("forgotten")

    async def _answered_before(self, agent: Agent | None, incoming: Incoming) -> list[Reply]:
        """What was answered before a restart, but may not have been delivered; the guard speaks where that cannot be
        read."""
        try:
            return await asyncio.wait_for(earlier_replies(agent, self._sender(incoming), incoming.id), _LOOKING_BACK_S)
        except Exception as error:
            logger.error("channel %s: %s while looking for earlier replies", self.channel, type(error).__name__)
            return []

    def _sender(self, incoming: Incoming) -> str:
        return f"{self.channel}:{self.conversation(incoming.person)}"


def _plain(text: str) -> str:
    """Only the words, in small letters."""
    return " ".join(_LETTERS.findall(text.lower()))
