"""Around every channel: nothing odd gets in, nobody is left without a reply, no reply lacks its closing line.

Rasa itself answers many failures with silence (a dead action server, no model, an exception). The guard counts
replies, bounds the wait, speaks when nothing came (P2), looks for danger even then (P3), adds a missing closing
line (P1) and lets only words and offered buttons through (P8). No text of a message reaches a log (P9).
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.trackers import DialogueStateTracker

from server.channels.fallback import before_closing, closed, emergency_words, said_by_the_channel
from server.channels.offered import was_offered
from server.channels.pace import Busy, Pace, Room
from server.channels.reply import Reply
from server.speech.turn import COUNTRY
from server.store.conversations import conversations_of
from server.watching import metrics
from server.watching.logs import log_turn, place, turn

logger = logging.getLogger(__name__)

# A frightened person reads 15 seconds of nothing as "it is broken"; the rest is for the way back.
LONGEST_WAIT_S = 13.0
# The part of it that may pass before anything is done: a turn itself takes a fraction of a second.
_WAITING_FOR_ROOM = 0.75
# About 600 words; the longest messages people really write have about 250.
LONGEST_TEXT = 4000
# What is longer is looked through for danger, in parts that overlap by a sentence; beyond this nobody types.
LONGEST_LOOKED_THROUGH, _OVERLAP = 16_000, 300

# Whole or cut short: nobody means anything else by it.
_COMMAND = re.compile(r"^/[A-Za-z_]+(\s*[\[{].*|\(.*)?\s*$", re.DOTALL)
# Half a surrogate pair, which is no character, is what is left of an emoji cut in two.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class ReplyCollector(CollectingOutputChannel):
    """Takes what Rasa sends, whole: Rasa's own channels would split texts and drop the ``turn``. ``at_once`` is called
    with each reply as it comes, after ``finish`` has done with it."""

    def __init__(self, channel: str, at_once: Callable[[Reply], None],
                 finish: Callable[[Reply], None] = lambda reply: None) -> None:
        super().__init__()
        self.channel, self._at_once, self._finish = channel, at_once, finish
        self.replies: list[Reply] = []

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one message of Rasa's."""
        reply = Reply.of(closed(message.get("text") or ""), message)
        self._finish(reply)
        self.keep(reply)

    def keep(self, reply: Reply) -> None:
        """Keep one reply."""
        self.replies.append(reply)
        self._at_once(reply)


class _NotOffered(Exception):
    """A button's payload that this conversation was never given; ``wording`` says so."""

    def __init__(self, wording: str = "not_offered") -> None:
        super().__init__(wording)
        self.wording = wording


class Guard:
    """Guards one channel; ``channel`` is its name, ``on_new_message`` Rasa's handler."""

    def __init__(self, channel: str, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> None:
        self.channel, self._handle = channel, on_new_message
        self._pace, self._room = Pace(), Room()

    async def replies(self, agent: Agent | None, conversation: str, text: str, *, message_id: str | None = None,
                      country: str | None = None, at_once: Callable[[Reply], None] = lambda reply: None) -> list[Reply]:
        """All replies to one message; never empty and never late. ``message_id`` is stored with the message,
        ``country`` says whose phone numbers to name until the person says one."""
        started = time.perf_counter()
        with turn(), metrics.UNDER_WAY.labels(self.channel).track_inprogress():
            text = _CONTROL.sub(" ", text).strip()
            sender = f"{self.channel}:{conversation}"
            collector = ReplyCollector(self.channel, at_once, lambda reply: _own_up(agent, sender, reply))
            said = await self._at_first_sight(sender, text, country)
            if said is None:
                metadata = {COUNTRY: country} if country else None
                said = await self._through_rasa(agent, UserMessage(text, collector, sender, None, self.channel,
                                                                   message_id, metadata))
            if said is None and not collector.replies:
                said = self._instead("trouble", text, country)
            if said is not None:
                collector.keep(said)
            self._note(time.perf_counter() - started, collector.replies)
        return collector.replies

    async def _at_first_sight(self, sender: str, text: str, country: str | None) -> Reply | None:
        """What needs no look at the conversation: nothing said, or far too much."""
        if not text:
            return said_by_the_channel("empty", country)
        if len(text) > LONGEST_TEXT:
            return self._instead("too_long", text, country)
        refused = await self._pace.refuses(sender)
        return self._instead(refused, text, country) if refused else None

    def _instead(self, wording: str, text: str, country: str | None) -> Reply:
        metrics.INTERVENTIONS.labels(wording).inc()
        return self.unless_danger(text, said_by_the_channel(wording, country), country)

    def unless_danger(self, text: str, otherwise: Reply, country: str | None = None) -> Reply:
        """What to do if the message by itself tells of danger, else that reply; whatever is wrong with reading it."""
        try:
            for start in range(0, min(len(text), LONGEST_LOOKED_THROUGH), LONGEST_TEXT - _OVERLAP):
                if alarm := emergency_words(text[start:start + LONGEST_TEXT], country):
                    metrics.INTERVENTIONS.labels("alarm").inc()
                    return alarm
        except Exception as error:
            logger.error("channel %s: %s while reading a message", self.channel, type(error).__name__)
        return otherwise

    async def _through_rasa(self, agent: Agent | None, message: UserMessage) -> Reply | None:
        """Let Rasa answer into the message's collector; a reply of our own if it is not asked. Errors are logged."""
        country = (message.metadata or {}).get(COUNTRY)
        started = time.monotonic()
        try:
            async with self._place_for(message.text or ""):
                await asyncio.wait_for(self._handled(agent, message), LONGEST_WAIT_S - (time.monotonic() - started))
        except Busy:
            return self._instead("busy", message.text or "", country)
        except _NotOffered as refusal:
            metrics.INTERVENTIONS.labels(refusal.wording).inc()
            return said_by_the_channel(refusal.wording, country)
        except asyncio.TimeoutError:
            metrics.INTERVENTIONS.labels("timeout").inc()
            logger.error("channel %s: no answer within %s s", self.channel, LONGEST_WAIT_S)
        except Exception as error:
            metrics.INTERVENTIONS.labels("error").inc()
            logger.error("channel %s: %s while answering at %s", self.channel, type(error).__name__, place(error))
        return None

    def _place_for(self, text: str) -> AbstractAsyncContextManager[None]:
        """Danger waits behind nobody."""
        calm = Reply("")
        if self._room.full and self.unless_danger(text, calm) is not calm:
            return nullcontext()
        return self._room.taken(LONGEST_WAIT_S * _WAITING_FOR_ROOM)

    async def _handled(self, agent: Agent | None, message: UserMessage) -> None:
        """A slash is for buttons that were given; before other words it is a slip. Raises :class:`_NotOffered`."""
        text = message.text or ""
        if text.startswith("/") and not was_offered(await _tracker(agent, message.sender_id), text):
            if _COMMAND.match(text):
                raise _NotOffered("not_offered_now" if _lost_sight(agent, message.sender_id) else "not_offered")
            message.text = text.lstrip("/").strip() or "?"
        await self._handle(message)

    def _note(self, seconds: float, replies: list[Reply]) -> None:
        metrics.count(self.channel, seconds, replies)
        last = replies[-1]
        log_turn(channel=self.channel, seconds=round(seconds, 3), urgency=last.turn["triage"]["level"],
                 topic=last.turn["topic"], offers=len(last.turn["offers"]), by_the_channel=last.fallback)


def _lost_sight(agent: Agent | None, sender: str) -> bool:
    store = conversations_of(agent)
    return store is not None and store.lost_sight_of(sender)


def _own_up(agent: Agent | None, sender: str, reply: Reply) -> None:
    """A conversation that cannot be looked up never begins afresh in silence."""
    store = conversations_of(agent)
    if store and store.should_say_so(sender):
        metrics.INTERVENTIONS.labels("cannot_look_back").inc()
        line = said_by_the_channel("cannot_look_back").text.splitlines()[0]
        reply.text = before_closing(reply.text, line)


async def _tracker(agent: Agent | None, sender: str) -> DialogueStateTracker | None:
    return await agent.tracker_store.retrieve(sender) if agent and agent.tracker_store else None
