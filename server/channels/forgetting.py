"""Erasing a conversation from where it is kept (P9), also when that is asked for in words."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

from cachetools import TTLCache
from rasa.core.agent import Agent

from server.channels.fallback import said
from server.channels.reply import Reply
from server.channels.request import BadRequest
from server.store.conversations import conversations_of
from triage import shipped

logger = logging.getLogger(__name__)

# What the channel's own buttons send; no payload of Rasa's begins like that.
CONTROLS = _YES, _NO = "#forget", "#keep"
# Pressed later than that, the question is put again: the button may stand in an old message.
_ASKED_S, _ASKED_MOST = 600, 10_000
_NOT_NOW = "this conversation cannot be erased right now; please try again in a minute"
_LETTERS = re.compile(r"[^\W\d_]+")


class Forgetting:
    """Asks once more, and erases. ``app`` is the chat app that keeps a copy of its own, if it is one."""

    def __init__(self, app: str | None = None) -> None:
        self._app = app
        self._phrases = {_plain(phrase) for phrase in _words()["forget_phrases"]}
        self._asked: TTLCache[str, bool] = TTLCache(_ASKED_MOST, _ASKED_S)

    async def reply(self, agent: Agent | None, sender: str, text: str) -> Reply | None:
        """The reply to a wish to be forgotten, or to one of the buttons under the question; None to anything else."""
        if text == _NO:
            return self._said("kept")
        if text == _YES and self._asked.pop(sender, False):
            return await self._forgotten(agent, sender)
        if text == _YES or self._wished(text):
            self._asked[sender] = True
            return self._question()
        return None

    def _wished(self, text: str) -> bool:
        plain = _plain(text)
        for opening in _words()["forget_openings"]:
            plain = plain.removeprefix(f"{_plain(opening)} ")
        for ending in _words()["forget_endings"]:
            plain = plain.removesuffix(f" {_plain(ending)}")
        return plain in self._phrases

    def _question(self) -> Reply:
        """Erasing takes a second press: a menu is opened by mistake soon enough."""
        reply = self._said("ask_forget")
        reply.buttons = [{"title": _words()["yes_forget"], "payload": _YES},
                         {"title": _words()["no_forget"], "payload": _NO}]
        return reply

    async def _forgotten(self, agent: Agent | None, sender: str) -> Reply:
        try:
            await forget(agent, sender)
        except BadRequest:
            return self._said("not_forgotten")
        reply = self._said("forgotten_in_app" if self._app else "forgotten")
        reply.forgotten = True
        return reply

    def _said(self, name: str) -> Reply:
        return said(_words()[name].replace("{app}", self._app or ""))


async def forget(agent: Agent | None, sender: str) -> None:
    """Erase everything of this conversation; nothing to erase is fine too. Raises :class:`BadRequest` when that is
    not possible now."""
    store = conversations_of(agent)
    if agent is None or agent.lock_store is None or store is None:
        raise BadRequest(_NOT_NOW, 503)
    try:
        # A message still being answered would otherwise be stored again after it.
        async with agent.lock_store.lock(sender):
            await store.erase(sender)
    except Exception as error:  # its text may hold the conversation's id
        logger.error("forgetting: %s", type(error).__name__)
        raise BadRequest(_NOT_NOW, 503) from None


def _words() -> Mapping[str, Any]:
    return shipped().language["forgetting"]  # type: ignore[return-value]


def _plain(text: str) -> str:
    """Only the words, in small letters."""
    return " ".join(_LETTERS.findall(text.lower()))
