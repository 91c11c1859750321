"""Around every channel: nothing odd gets in, nobody is left without a reply, no reply lacks its closing line.

Rasa itself answers many failures with silence (a dead action server, no model, an exception). The guard counts
replies, bounds the wait, speaks when nothing came (P2), looks for danger even then (P3), adds a missing closing
line (P1) and lets only words and offered buttons through (P8). No text of a message reaches a log (P9).
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.trackers import DialogueStateTracker

from server.channels.fallback import closed, emergency_words, said_by_the_channel
from server.channels.offered import was_offered
from server.channels.reply import Reply
from server.speech.turn import COUNTRY

logger = logging.getLogger(__name__)

# A frightened person reads 15 seconds of nothing as "it is broken"; the rest is for the way back.
LONGEST_WAIT_S = 13.0
# About 600 words; the longest messages people really write have about 250.
LONGEST_TEXT = 4000
# What is longer is looked through for danger, in parts that overlap by a sentence; beyond this nobody types.
LONGEST_LOOKED_THROUGH, _OVERLAP = 16_000, 300

_COMMAND = re.compile(r"^/[A-Za-z_]+\s*(\{.*\})?$", re.DOTALL)
# Half a surrogate pair, which is no character, is what is left of an emoji cut in two.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class ReplyCollector(CollectingOutputChannel):
    """Takes what Rasa sends, whole: Rasa's own channels would split texts and drop the ``turn``. ``at_once`` is called
    with each reply as it comes."""

    def __init__(self, channel: str, at_once: Callable[[Reply], None]) -> None:
        super().__init__()
        self.channel, self._at_once = channel, at_once
        self.replies: list[Reply] = []

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one message of Rasa's."""
        self.keep(Reply.of(closed(message.get("text") or ""), message))

    def keep(self, reply: Reply) -> None:
        """Keep one reply."""
        self.replies.append(reply)
        self._at_once(reply)


class _NotOffered(Exception):
    """A button's payload that this conversation was never given."""


class Guard:
    """Guards one channel; ``channel`` is its name, ``on_new_message`` Rasa's handler."""

    def __init__(self, channel: str, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> None:
        self.channel, self._handle = channel, on_new_message

    async def replies(self, agent: Agent | None, conversation: str, text: str, *, message_id: str | None = None,
                      country: str | None = None, at_once: Callable[[Reply], None] = lambda reply: None) -> list[Reply]:
        """All replies to one message; never empty and never late. ``message_id`` is stored with the message,
        ``country`` says whose phone numbers to name until the person says one."""
        text = _CONTROL.sub(" ", text).strip()
        collector = ReplyCollector(self.channel, at_once)
        said = self._at_first_sight(text, country)
        if said is None:
            metadata = {COUNTRY: country} if country else None
            said = await self._through_rasa(agent, UserMessage(
                text, collector, f"{self.channel}:{conversation}", None, self.channel, message_id, metadata))
        if said is None and not collector.replies:
            said = self.unless_danger(text, said_by_the_channel("trouble", country), country)
        if said is not None:
            collector.keep(said)
        return collector.replies

    def _at_first_sight(self, text: str, country: str | None) -> Reply | None:
        """What needs no look at the conversation: nothing said, or far too much."""
        if not text:
            return said_by_the_channel("empty", country)
        if len(text) > LONGEST_TEXT:
            return self.unless_danger(text, said_by_the_channel("too_long", country), country)
        return None

    def unless_danger(self, text: str, otherwise: Reply, country: str | None = None) -> Reply:
        """What to do if the message by itself tells of danger, else that reply; whatever is wrong with reading it."""
        try:
            for start in range(0, min(len(text), LONGEST_LOOKED_THROUGH), LONGEST_TEXT - _OVERLAP):
                if alarm := emergency_words(text[start:start + LONGEST_TEXT], country):
                    return alarm
        except Exception as error:
            logger.error("channel %s: %s while reading a message", self.channel, type(error).__name__)
        return otherwise

    async def _through_rasa(self, agent: Agent | None, message: UserMessage) -> Reply | None:
        """Let Rasa answer into the message's collector; a reply of our own if it is not asked. Errors are logged."""
        try:
            await asyncio.wait_for(self._handled(agent, message), LONGEST_WAIT_S)
        except _NotOffered:
            return said_by_the_channel("not_offered", (message.metadata or {}).get(COUNTRY))
        except asyncio.TimeoutError:
            logger.error("channel %s: no answer within %s s", self.channel, LONGEST_WAIT_S)
        except Exception as error:
            logger.error("channel %s: %s while answering", self.channel, type(error).__name__)
        return None

    async def _handled(self, agent: Agent | None, message: UserMessage) -> None:
        """A slash is for buttons that were given; before other words it is a slip. Raises :class:`_NotOffered`."""
        text = message.text or ""
        if text.startswith("/") and not was_offered(await _tracker(agent, message.sender_id), text):
            if _COMMAND.match(text):
                raise _NotOffered
            message.text = text.lstrip("/").strip() or "?"
        await self._handle(message)


async def _tracker(agent: Agent | None, sender: str) -> DialogueStateTracker | None:
    return await agent.tracker_store.retrieve(sender) if agent and agent.tracker_store else None
