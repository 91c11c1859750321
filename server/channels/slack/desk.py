"""Takes what was read of Slack's requests and sees to the answers."""

from __future__ import annotations

import asyncio

from rasa.core.agent import Agent

from server.channels.guard import Guard
from server.channels.messenger.conversations import Conversations
from server.channels.messenger.desk import Desk
from server.channels.messenger.words import words
from server.channels.slack.reading import SlackMessage
from server.channels.slack.sending import Sender
from server.channels.slack.settings import SlackSettings


class SlackDesk(Desk):
    """Takes the messages of one Slack app."""

    def __init__(self, settings: SlackSettings, guard: Guard) -> None:
        self._sender = Sender(settings)
        super().__init__(Conversations(guard, "Slack", settings.signing_secret), self._sender)

    def take(self, agent: Agent | None, message: SlackMessage) -> asyncio.Task[None] | None:
        """Begin to answer; the task ends when the answer is with Slack. None when that was done before."""
        incoming = message.incoming
        return self.queue.begin(incoming.id, incoming.person, lambda: self._answer(agent, message))

    async def _answer(self, agent: Agent | None, message: SlackMessage) -> None:
        marking = [self._sender.mark(message.place, message.pressed)] if message.pressed else []
        await asyncio.gather(*marking, self._reply(agent, message))

    async def _reply(self, agent: Agent | None, message: SlackMessage) -> None:
        opens = (words()["write_privately"], message.opens) if message.opens else None
        for reply in await self.conversations.answer(agent, message.incoming):
            await self._sender.post(message.place, reply, opens)
