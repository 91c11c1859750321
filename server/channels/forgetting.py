"""Erasing a conversation from where it is kept (P9)."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from rasa.core.agent import Agent
from rasa.core.tracker_store import SQLTrackerStore
from sqlalchemy import text

from server.channels.request import BadRequest

logger = logging.getLogger(__name__)

_NOT_NOW = "this conversation cannot be erased right now; please try again in a minute"


async def forget(agent: Agent | None, sender: str) -> None:
    """Erase everything of this conversation; nothing to erase is fine too. Raises :class:`BadRequest` when that is
    not possible now."""
    store = _innermost(agent.tracker_store if agent else None)
    if agent is None or agent.lock_store is None or not isinstance(store, SQLTrackerStore):
        raise BadRequest(_NOT_NOW, 503)
    try:
        # A message still being answered would otherwise be stored again after it.
        async with agent.lock_store.lock(sender):
            await asyncio.to_thread(_erase, store, sender)
    except Exception as error:  # its text may hold the conversation's id
        logger.error("forgetting: %s", type(error).__name__)
        raise BadRequest(_NOT_NOW, 503) from None


def _erase(store: SQLTrackerStore, sender: str) -> None:
    with store.session_scope() as session:
        if store.engine.dialect.name == "sqlite":  # or the words would stay in the file's free pages
            session.execute(text("PRAGMA secure_delete = ON"))
        session.query(store.SQLEvent).filter_by(sender_id=sender).delete()
        session.commit()


def _innermost(store: Any) -> Any:
    """Rasa wraps its stores, to fail safely or to make them asynchronous."""
    while hasattr(store, "_tracker_store"):
        store = store._tracker_store
    return store
