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
from rasa.shared.core.events import BotUttered

from server.channels.fallback import closed, emergency_words, said_by_the_channel
from server.channels.reply import Reply
from server.speech.turn import KEY, turn

logger = logging.getLogger(__name__)

# A frightened person reads 15 seconds of nothing as "it is broken"; the rest is for the way back.
LONGEST_WAIT_S = 13.0
# About 600 words; the longest messages people really write have about 250.
LONGEST_TEXT = 4000

_COMMAND = re.compile(r"^/[A-Za-z_]+\s*(\{.*\})?$", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class ReplyCollector(CollectingOutputChannel):
    """Takes what Rasa sends, whole: Rasa's own channels would split texts and drop the ``turn``."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self.channel = channel
        self.replies: list[Reply] = []

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one message."""
        buttons = [{"title": str(b["title"]), "payload": str(b["payload"])} for b in message.get("buttons") or ()]
        self.replies.append(Reply(closed(message.get("text") or ""), buttons, message.get(KEY) or turn()))


class Guard:
    """Guards one channel; ``channel`` is its name, ``on_new_message`` Rasa's handler."""

    def __init__(self, channel: str, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> None:
        self.channel, self._handle = channel, on_new_message

    async def replies(self, agent: Agent | None, conversation: str, text: str) -> list[Reply]:
        """All replies to one message; never empty and never late."""
        text = _CONTROL.sub(" ", text).strip()
        if not text:
            return [said_by_the_channel("empty")]
        if len(text) > LONGEST_TEXT:
            return [emergency_words(text[:LONGEST_TEXT]) or emergency_words(text[-LONGEST_TEXT:])
                    or said_by_the_channel("too_long")]
        sender = f"{self.channel}:{conversation}"
        collector = ReplyCollector(self.channel)
        try:
            if text.startswith("/") and text not in await self._offered(agent, sender):
                if _COMMAND.match(text):
                    return [said_by_the_channel("not_offered")]
                text = text.lstrip("/").strip() or "?"
            message = UserMessage(text, collector, sender, input_channel=self.channel)
            await asyncio.wait_for(self._handle(message), LONGEST_WAIT_S)
        except asyncio.TimeoutError:
            logger.error("channel %s: no answer within %s s", self.channel, LONGEST_WAIT_S)
        except Exception as error:
            logger.error("channel %s: %s while answering", self.channel, type(error).__name__)
        return collector.replies or [emergency_words(text) or said_by_the_channel("trouble")]

    async def _offered(self, agent: Agent | None, sender: str) -> set[str]:
        """Payloads of every button this conversation was given."""
        tracker = await agent.tracker_store.retrieve(sender) if agent and agent.tracker_store else None
        return {button["payload"] for event in (tracker.events if tracker else ())
                if isinstance(event, BotUttered) for button in event.data.get("buttons") or ()}
