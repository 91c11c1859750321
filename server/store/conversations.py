"""Conversations in an SQL database, with the latest ones also at hand.

Rasa's store reads and rebuilds the whole conversation before each turn, searching all classes of events anew for each
event (rasa/shared/core/events.py, ``resolve_by_type``), and counts what is there before it writes
(rasa/core/tracker_store.py, ``_additional_events``): more with every turn. Here a turn begins with what the last one
left, if the database has nothing newer, and writes only what is new.
"""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from typing import Any

import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.pool import SingletonThreadPool

from server.store.conversation import Conversation

logger = logging.getLogger(__name__)


class Conversations(SQLTrackerStore):
    """Named in ``endpoints.yml``, with Rasa's settings of an SQL store.

    What cannot be written is kept at hand and written with the next turn; a conversation that cannot be looked up goes
    on from what is at hand. No error's text is logged, since it holds what people said (P9).
    """

    # Conversations at hand; a longer unused one is read from the database. About 0.3 MB each.
    AT_HAND = 300
    # asyncio's own pool never has more than 32 threads.
    MOST_THREADS = 50

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.engine.dialect.name == "sqlite":
            # One connection for each thread; else a file is opened and closed with every question. With more threads
            # than the pool has room for, it would close the connections of some while they are at work.
            self.engine = sa.create_engine(self.engine.url, poolclass=SingletonThreadPool, pool_size=self.MOST_THREADS)
            self.sessionmaker.configure(bind=self.engine)
        self.engine.hide_parameters = True
        self._at_hand: OrderedDict[str, Conversation] = OrderedDict()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's latest session; None when there is none."""
        known = self._at_hand.get(sender_id)
        try:
            with self.engine.connect() as connection:
                newest = self._newest(sender_id, connection)
        except sa.exc.SQLAlchemyError as error:
            if known is None:
                raise
            logger.error("conversations: %s while looking one up", type(error).__name__)
            newest = known.newest
        if known and newest == known.newest:
            return known.twin()
        return await self._read(sender_id, newest) if newest else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write what is new."""
        await self.stream_events(tracker)
        conversation = Conversation.of(tracker)
        new = list(conversation.events)[conversation.stored:]
        if not new:
            return
        try:
            with self.engine.begin() as connection:
                connection.execute(self.SQLEvent.__table__.insert(), [self._row(tracker.sender_id, e) for e in new])
                conversation.newest = self._newest(tracker.sender_id, connection)
            conversation.stored = len(conversation.events)
        except sa.exc.SQLAlchemyError as error:
            logger.error("conversations: %s while writing one; it is kept at hand", type(error).__name__)
        self._keep(conversation)

    def erase(self, sender_id: str) -> None:
        """Everything of a conversation, here and in the database."""
        with self.session_scope() as session:
            if self.engine.dialect.name == "sqlite":  # or the words would stay in the file's free pages
                session.execute(sa.text("PRAGMA secure_delete = ON"))
            session.query(self.SQLEvent).filter_by(sender_id=sender_id).delete()
            session.commit()
        self._at_hand.pop(sender_id, None)

    def let_go(self) -> None:
        """Read everything anew; for whoever has changed the database by hand."""
        self._at_hand.clear()

    async def _read(self, sender_id: str, newest: int) -> Conversation | None:
        tracker = await super().retrieve(sender_id)
        if tracker is None:
            return None
        conversation = Conversation.of(tracker)
        conversation.stored, conversation.newest = len(conversation.events), newest
        self._keep(conversation)
        return conversation.twin()

    def _keep(self, conversation: Conversation) -> None:
        if conversation.stored == len(conversation.events):
            conversation.shorten()
        self._at_hand[conversation.sender_id] = conversation
        self._at_hand.move_to_end(conversation.sender_id)
        while len(self._at_hand) > self.AT_HAND:
            self._at_hand.popitem(last=False)

    def _newest(self, sender_id: str, connection: sa.engine.Connection) -> int:
        """The number of the last event stored of a conversation; 0 for none."""
        table = self.SQLEvent.__table__
        query = sa.select(sa.func.max(table.c.id)).where(table.c.sender_id == sender_id)
        return int(connection.execute(query).scalar() or 0)

    def _row(self, sender_id: str, event: Any) -> dict[str, Any]:
        data = event.as_dict()
        return {"sender_id": sender_id, "type_name": event.type_name, "timestamp": data.get("timestamp"),
                "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
                "action_name": data.get("name"), "data": json.dumps(data)}


def conversations_of(agent: Agent | None) -> Conversations | None:
    """The store of an agent, out of what Rasa wraps its stores in; None where it keeps conversations elsewhere."""
    store: Any = agent.tracker_store if agent else None
    while hasattr(store, "_tracker_store"):
        store = store._tracker_store
    return store if isinstance(store, Conversations) else None
