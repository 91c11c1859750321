"""Conversations in an SQL database, with the latest ones also at hand.

Rasa's store reads and rebuilds the whole conversation before each turn, searching all classes of events anew for each
event (rasa/shared/core/events.py, ``resolve_by_type``), and counts what is there before it writes
(rasa/core/tracker_store.py, ``_additional_events``): more with every turn. Here a turn begins with what the last one
left, if the database has nothing newer, and writes only what is new.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import OrderedDict
from typing import Any

import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from server.privacy.masking import masked
from server.store.conversation import Conversation, without_turns
from server.store.database import BRIDGED_S, PAUSE_S, Database
from server.store.in_turn import InTurn
from server.watching import metrics

logger = logging.getLogger(__name__)


class Conversations(SQLTrackerStore):
    """Named in ``endpoints.yml``, with Rasa's settings of an SQL store.

    What cannot be written is kept at hand and written with the next turn; a conversation that cannot be looked up goes
    on from what is at hand, and if nothing is, it begins afresh and :meth:`lost_sight_of` tells so. No error's text is
    logged, since it holds what people said (P9).
    """

    # Conversations at hand; a longer unused one is read from the database. About 0.3 MB each.
    AT_HAND = 300

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.engine.dispose()
        self.database = Database(self.engine.url, self.Base.metadata)
        self.engine = self.database.engine
        self.sessionmaker.configure(bind=self.engine)
        its_own = self._events.c.sender_id == sa.bindparam("of")
        self._newest_of = sa.select(sa.func.max(self._events.c.id)).where(its_own)
        self._writing = InTurn()
        self._later: asyncio.Task[None] | None = None
        self._at_hand: OrderedDict[str, Conversation] = OrderedDict()
        # Conversations of which nothing could be read, and whether that was said.
        self._out_of_sight: dict[str, bool] = {}

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's latest session; None when there is none, or none that can be seen now."""
        known = self._at_hand.get(sender_id)
        while True:
            try:
                return await self._looked_up(sender_id, known)
            except sa.exc.SQLAlchemyError as error:
                if known is None and sender_id not in self._out_of_sight and self.database.may_be_back_soon:
                    await asyncio.sleep(PAUSE_S)
                    continue
                metrics.STORE_FAILURES.labels("read").inc()
                logger.error("conversations: %s while looking one up", type(error).__name__)
                if known is None:
                    self._out_of_sight.setdefault(sender_id, False)
                return known.twin() if known else None

    async def _looked_up(self, sender_id: str, known: Conversation | None) -> Conversation | None:
        """The conversation as the database and this process know it together."""
        newest = await self.database.run(lambda connection: self._newest(sender_id, connection))
        self._out_of_sight.pop(sender_id, None)
        if known and newest == known.newest:
            return known.twin()
        if known and known.unsaved:
            # Something else was stored, or had been before it was out of sight: this is told after that.
            async with self._writing.of(sender_id):
                if known.unsaved:  # nobody has written it while this waited
                    await self._write(known)
            newest = known.newest
        return await self._read(sender_id, newest) if newest else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write what is new."""
        await self.stream_events(tracker)
        conversation = Conversation.of(tracker)
        async with self._writing.of(tracker.sender_id):
            conversation.follow(self._at_hand.get(tracker.sender_id))
            if not conversation.unsaved:  # as when Rasa saves a conversation that it has only just made
                return
            try:
                if await self._write(conversation):
                    self._keep(conversation)
                else:  # another process has answered meanwhile; only the database knows both
                    self._at_hand.pop(conversation.sender_id, None)
            except sa.exc.SQLAlchemyError as error:
                metrics.STORE_FAILURES.labels("write").inc()
                logger.error("conversations: %s while writing one; it is kept at hand", type(error).__name__)
                self._keep(conversation)
                self._write_later()

    def _write_later(self) -> None:
        """Nobody may come back to have the rest written."""
        if self._later is None or self._later.done():
            self._later = asyncio.create_task(self._until_written())

    async def _until_written(self) -> None:
        while not await self.write_what_is_left():
            await asyncio.sleep(PAUSE_S)

    async def finish(self) -> None:
        """Before the end: what could not be written may be only now, a moment after the database is back."""
        end = time.monotonic() + BRIDGED_S
        while not await self.write_what_is_left() and time.monotonic() < end:
            await asyncio.sleep(PAUSE_S)

    async def write_what_is_left(self) -> bool:
        """Write what could not be written before; whether nothing is left."""
        for known in [known for known in self._at_hand.values() if known.unsaved]:
            async with self._writing.of(known.sender_id):
                try:
                    if known.unsaved and self._at_hand.get(known.sender_id) is known and not await self._write(known):
                        self._at_hand.pop(known.sender_id, None)
                except sa.exc.SQLAlchemyError:
                    return False
        return True

    def lost_sight_of(self, sender_id: str) -> bool:
        """Whether only that is known of a conversation what was said since the database could not be read."""
        return sender_id in self._out_of_sight

    def should_say_so(self, sender_id: str) -> bool:
        """The same, once for each conversation."""
        said = self._out_of_sight.get(sender_id, True)
        if not said:
            self._out_of_sight[sender_id] = True
        return not said

    async def erase(self, sender_id: str) -> None:
        """Everything of a conversation, here and in the database. Raises :class:`sqlalchemy.exc.SQLAlchemyError`."""
        its_own = self._events.c.sender_id == sender_id
        await self.database.erase(lambda connection: self.database.delete(connection, its_own))
        self._at_hand.pop(sender_id, None)
        self._out_of_sight.pop(sender_id, None)

    async def forget_before(self, timestamp: float) -> int:
        """Erase every conversation without an event since then (seconds since 1970); how many. Raises
        :class:`sqlalchemy.exc.SQLAlchemyError`."""
        by_sender = sa.select(self._events.c.sender_id).group_by(self._events.c.sender_id)
        old = by_sender.having(sa.func.max(self._events.c.timestamp) < timestamp)

        def erase(connection: sa.engine.Connection) -> list[str]:
            self.database.take_time(connection)
            senders = [sender for (sender,) in connection.execute(old)]
            for sender in senders:
                self.database.delete(connection, self._events.c.sender_id == sender)
            return senders

        senders = await self.database.erase(erase)
        for sender in senders:
            self._at_hand.pop(sender, None)
        return len(senders)

    def let_go_of_unused(self, timestamp: float) -> None:
        """Have nothing at hand that was not used since then (seconds since 1970): it may have been erased elsewhere,
        and at hand words are not masked."""
        for sender, known in list(self._at_hand.items()):
            if not known.unsaved and known.events[-1].timestamp < timestamp:
                del self._at_hand[sender]

    async def stored(self, sender_id: str) -> list[dict[str, Any]]:
        """Everything that is stored of a conversation, oldest first, as Rasa writes events. Raises
        :class:`sqlalchemy.exc.SQLAlchemyError`."""
        query = sa.select(self._events.c.data).where(self._events.c.sender_id == sender_id).order_by(self._events.c.id)
        rows = await self.database.run(lambda connection: [data for (data,) in connection.execute(query)])
        return [json.loads(row) for row in rows]

    def let_go(self) -> None:
        """Read everything anew; for whoever has changed the database by hand."""
        self._at_hand.clear()

    @property
    def _events(self) -> sa.Table:
        return self.SQLEvent.__table__

    async def _read(self, sender_id: str, newest: int) -> Conversation | None:
        """From the database, where Rasa finds the beginning of the latest session."""
        def read(connection: sa.engine.Connection) -> list[dict[str, Any]]:
            with self.sessionmaker(bind=connection) as session:
                return [json.loads(row.data) for row in self._event_query(session, sender_id, False)]

        events = await self.database.run(read)
        conversation = Conversation.of(DialogueStateTracker.from_dict(sender_id, events, self.domain.slots))
        conversation.stored, conversation.newest = len(conversation.events), newest
        self._keep(conversation)
        return conversation.twin()

    async def _write(self, conversation: Conversation) -> bool:
        """Store what is new; whether nobody else has stored something since this conversation was read."""
        new = conversation.unsaved

        def write(connection: sa.engine.Connection) -> tuple[int, int]:
            self.database.one_writer(connection, conversation.sender_id)
            before = self._newest(conversation.sender_id, connection)
            # What was stored meanwhile may be the answer of another process to the same message, or this very turn, if
            # the database went away before it said so.
            known = self._messages_after(conversation, connection) if before != conversation.newest else set()
            rows = [self._row(conversation.sender_id, event) for event in without_turns(new, known)]
            if rows:
                connection.execute(self._events.insert(), rows)
            return before, self._newest(conversation.sender_id, connection)

        before, newest = await self.database.run(write)
        alone = before == conversation.newest
        conversation.newest = newest
        conversation.stored += len(new)
        return alone

    def _keep(self, conversation: Conversation) -> None:
        if not conversation.unsaved:
            conversation.shorten()
        self._at_hand[conversation.sender_id] = conversation
        self._at_hand.move_to_end(conversation.sender_id)
        while len(self._at_hand) > self.AT_HAND:
            gone, _ = self._at_hand.popitem(last=False)
            self._out_of_sight.pop(gone, None)

    def _newest(self, sender_id: str, connection: sa.engine.Connection) -> int:
        """The number of the last event stored of a conversation; 0 for none."""
        return int(connection.execute(self._newest_of, {"of": sender_id}).scalar() or 0)

    def _messages_after(self, conversation: Conversation, connection: sa.engine.Connection) -> set[str]:
        """The ids of the messages that were stored since this conversation was read."""
        c = self._events.c
        said = sa.select(c.data).where(c.sender_id == conversation.sender_id, c.id > conversation.newest,
                                       c.type_name == UserUttered.type_name)
        ids = (json.loads(data).get("message_id") for (data,) in connection.execute(said))
        return {i for i in ids if i}

    def _row(self, sender_id: str, event: Event) -> dict[str, Any]:
        data = masked(event.as_dict())
        return {"sender_id": sender_id, "type_name": event.type_name, "timestamp": data.get("timestamp"),
                "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
                "action_name": data.get("name"), "data": json.dumps(data)}


def conversations_of(agent: Agent | None) -> Conversations | None:
    """The store of an agent, out of what Rasa wraps its stores in; None where it keeps conversations elsewhere."""
    store: Any = agent.tracker_store if agent else None
    while hasattr(store, "_tracker_store"):
        store = store._tracker_store
    return store if isinstance(store, Conversations) else None
