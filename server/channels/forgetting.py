"""Erasing a conversation from where it is kept (P9)."""

from __future__ import annotations

import asyncio
import logging

from rasa.core.agent import Agent

from server.channels.request import BadRequest
from server.store.conversations import conversations_of

logger = logging.getLogger(__name__)

_NOT_NOW = "this conversation cannot be erased right now; please try again in a minute"


async def forget(agent: Agent | None, sender: str) -> None:
    """Erase everything of this conversation; nothing to erase is fine too. Raises :class:`BadRequest` when that is
    not possible now."""
    store = conversations_of(agent)
    if agent is None or agent.lock_store is None or store is None:
        raise BadRequest(_NOT_NOW, 503)
    try:
        # A message still being answered would otherwise be stored again after it.
        async with agent.lock_store.lock(sender):
            await asyncio.to_thread(store.erase, sender)
    except Exception as error:  # its text may hold the conversation's id
        logger.error("forgetting: %s", type(error).__name__)
        raise BadRequest(_NOT_NOW, 503) from None
