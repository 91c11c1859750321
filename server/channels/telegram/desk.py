"""Takes updates and sees to their answers: words, presses, ticks, and what is said in groups."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from rasa.core.agent import Agent
from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.error import TelegramError

from server.channels.guard import Guard
from server.channels.messenger.conversations import Conversations
from server.channels.messenger.desk import Desk
from server.channels.messenger.ticking import hint
from server.channels.messenger.words import words
from server.channels.offered import ticked
from server.channels.telegram.keyboard import SEND, TICK, Ticks, label, ticked_lines, with_ticks
from server.channels.telegram.reading import TelegramMessage, in_group, read_press, read_update
from server.channels.telegram.sending import Sender
from server.channels.telegram.settings import TelegramSettings


class TelegramDesk(Desk):
    """Takes the updates of one bot."""

    def __init__(self, settings: TelegramSettings, guard: Guard) -> None:
        self._bot_id, self._sender, self._ticks = settings.bot_id, Sender(settings), Ticks()
        super().__init__(Conversations(guard, "Telegram", settings.token), self._sender)

    def take(self, agent: Agent | None, update: Update) -> asyncio.Task[None] | None:
        """Begin to answer; the task ends when the answer is with Telegram. None when there is nothing to answer."""
        if update.callback_query:
            return self._press(agent, update.callback_query, str(update.update_id))
        if in_group(update):
            group = f"group/{update.effective_chat.id if update.effective_chat else ''}"
            return self.queue.begin(str(update.update_id), group, lambda: self._among_others(agent, update))
        message = read_update(update, self._bot_id, "")
        return self._begin(message, lambda: self._answer(agent, message)) if message else None

    def _begin(self, message: TelegramMessage, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None] | None:
        if message.album:
            self.queue.know(message.album)
        return self.queue.begin(message.incoming.id, message.incoming.person, work)

    async def _among_others(self, agent: Agent | None, update: Update) -> None:
        try:
            name = await self._sender.name()
        except TelegramError:
            name = ""  # commands and replies are known without it
        message = read_update(update, self._bot_id, name)
        if message:
            await self._answer(agent, message)

    async def _answer(self, agent: Agent | None, message: TelegramMessage) -> None:
        for reply in await self.conversations.answer(agent, message.incoming):
            if message.incoming.aside == "invitation":
                await self._sender.invite(message.chat, reply, message.topic)
            else:
                await self._sender.send(message.chat, reply)

    def _press(self, agent: Agent | None, query: CallbackQuery, update_id: str) -> asyncio.Task[None] | None:
        message = read_press(query)
        if message is None:
            return None
        person, data = message.incoming.person, message.incoming.text
        shown = query.message if isinstance(query.message, Message) else None
        place = (message.chat, query.message.message_id if query.message else 0)
        markup = shown.reply_markup if shown else None
        if data.startswith(TICK):
            if not self.queue.knows(update_id):
                self._ticks.turn(place, markup, data.removeprefix(TICK))
            return self.queue.begin(update_id, person, lambda: self._show_ticks(query.id, place, markup))
        ticks = ticked_lines(markup, self._ticks.of(place, markup))
        sends = data.startswith(SEND)
        if why := hint(sends, ticks, data):
            return self.queue.begin(update_id, person, lambda: self._sender.answered(query.id, words()[why]))
        choice = "; ".join(ticks.values()) if sends else label(markup, data)
        if sends:
            text = ticked(data.removeprefix(SEND), ticks)
            message = replace(message, incoming=replace(message.incoming, id=f"{message.incoming.id}{text}", text=text))
        if self.queue.knows(message.incoming.id):  # the second half of a double press
            return self.queue.begin(update_id, person, lambda: self._sender.answered(query.id))
        marking = [lambda: self._sender.mark(shown, data, choice)] if shown else []
        return self._begin(message, lambda: self._pressed(agent, message, query.id, marking))

    async def _show_ticks(self, query: str, place: tuple[int, int], markup: InlineKeyboardMarkup | None) -> None:
        ticks = self._ticks.unshown(place)
        first = ticks is not None and len(ticks) == 1
        await self._sender.answered(query, words()["ticked"] if first else None)
        if ticks is not None and not await self._sender.tick(*place, with_ticks(markup, ticks)):
            self._ticks.not_shown(place)

    async def _pressed(self, agent: Agent | None, message: TelegramMessage, query: str,
                       marking: list[Callable[[], Awaitable[None]]]) -> None:
        await asyncio.gather(self._sender.answered(query), *(mark() for mark in marking), self._answer(agent, message))
