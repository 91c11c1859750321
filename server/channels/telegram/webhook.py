"""The webhook: who may call it, what is answered at once, and what is worked on in order."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from rasa.core.agent import Agent
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse
from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.error import TelegramError

from server.channels.guard import Guard
from server.channels.messenger.conversations import Conversations
from server.channels.messenger.queue import DRAIN_S, Queue
from server.channels.messenger.ticking import hint
from server.channels.messenger.words import words
from server.channels.offered import ticked
from server.channels.request import LARGEST_BODY, BadRequest
from server.channels.telegram.keyboard import SEND, TICK, Ticks, label, ticked_labels, with_ticks
from server.channels.telegram.numbers_page import numbers_page
from server.channels.telegram.reading import TelegramMessage, in_group, read_press, read_update
from server.channels.telegram.sending import Sender
from server.channels.telegram.settings import TelegramSettings

logger = logging.getLogger(__name__)

# Telegram sends again what is not acknowledged within a minute. Acknowledged is, when possible, what has been answered:
# what a dying process could not answer is then sent again.
ACKNOWLEDGED_S = 15.0
_TICK = re.compile(f"{TICK}[0-9]{{1,2}}")


def routes(settings: TelegramSettings, guard: Guard) -> Blueprint:
    """Routes of the channel."""
    blueprint = Blueprint("telegram_channel", __name__)
    desk = _Desk(settings, guard)

    @blueprint.get("/")
    async def health(request: Request) -> HTTPResponse:
        return response.json({"status": "ok"})

    @blueprint.get("/numbers")
    async def numbers(request: Request) -> HTTPResponse:
        return numbers_page(request.args.get("country"))

    @blueprint.post("/webhook")
    async def receive(request: Request) -> HTTPResponse:
        try:
            update = _update(settings, request)
        except BadRequest as error:
            return response.json({"error": str(error)}, error.status)
        answering = desk.take(getattr(request.app.ctx, "agent", None), update) if update else None
        if answering:
            await asyncio.wait({answering}, timeout=ACKNOWLEDGED_S)
        return response.empty(200)

    @blueprint.listener("before_server_stop")
    async def stop(app: Sanic, loop: Any) -> None:
        await desk.close()

    return blueprint


def _update(settings: TelegramSettings, request: Request) -> Update | None:
    """The update of a request; None for one that is unlike any known. Raises :class:`BadRequest` for what does not come
    from Telegram or is no update."""
    shown = request.headers.get("x-telegram-bot-api-secret-token", "")
    if not hmac.compare_digest(shown.encode(), settings.secret.encode()):
        raise BadRequest("this does not come from Telegram", 401)
    if len(request.body) > LARGEST_BODY:
        raise BadRequest(f"the body is larger than {LARGEST_BODY} bytes", 413)
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("update_id"), int):
        raise BadRequest("the body must be an update of the Bot API, as JSON")
    try:
        return Update.de_json(body, None)
    except (LookupError, TypeError, AttributeError, ValueError, OverflowError, RecursionError) as error:
        # Refused, it would be sent again and again, and everything behind it would wait.
        logger.error("channel telegram: %s while reading an update", type(error).__name__)
        return None


class _Desk:
    """Takes updates and sees to their answers."""

    def __init__(self, settings: TelegramSettings, guard: Guard) -> None:
        self._bot_id = settings.bot_id
        self._conversations = Conversations(guard, "Telegram", settings.token)
        self._queue, self._sender, self._ticks = Queue(guard.channel), Sender(settings), Ticks()

    def take(self, agent: Agent | None, update: Update) -> asyncio.Task[None] | None:
        """Begin to answer; the task ends when the answer is with Telegram. None when there is nothing to answer."""
        if update.callback_query:
            return self._press(agent, update.callback_query, str(update.update_id))
        if in_group(update):
            return self._queue.begin(str(update.update_id), "groups", lambda: self._among_others(agent, update))
        message = read_update(update, self._bot_id, "")
        return self._begin(message, lambda: self._answer(agent, message)) if message else None

    async def close(self) -> None:
        """Bring to an end what has been begun."""
        await self._queue.drain(DRAIN_S)
        await self._sender.close()

    def _begin(self, message: TelegramMessage, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        return self._queue.begin(message.incoming.id, message.incoming.person, work)

    async def _among_others(self, agent: Agent | None, update: Update) -> None:
        try:
            name = await self._sender.name()
        except TelegramError:
            name = ""  # commands and replies are known without it
        message = read_update(update, self._bot_id, name)
        if message:
            await self._answer(agent, message)

    async def _answer(self, agent: Agent | None, message: TelegramMessage) -> None:
        for reply in await self._conversations.answer(agent, message.incoming):
            if message.incoming.aside == "invitation":
                await self._sender.invite(message.chat, reply, message.topic)
            else:
                await self._sender.send(message.chat, reply)

    def _press(self, agent: Agent | None, query: CallbackQuery, update_id: str) -> asyncio.Task[None] | None:
        message = read_press(query)
        if message is None:
            return None
        pressed = query.message if isinstance(query.message, Message) else None
        place = (message.chat, query.message.message_id if query.message else 0)
        markup, data = pressed.reply_markup if pressed else None, message.incoming.text
        if _TICK.fullmatch(data):
            if not self._queue.knows(update_id):
                self._ticks.turn(place, markup, int(data.removeprefix(TICK)))
            return self._queue.begin(update_id, message.incoming.person,
                                     lambda: self._show_ticks(query.id, place, markup))
        ticks = self._ticks.of(place, markup)
        sends = data.startswith(SEND)
        if why := hint(sends, ticks, data):
            return self._queue.begin(update_id, message.incoming.person,
                                     lambda: self._sender.answered(query.id, words()[why]))
        choice = label(markup, data)
        if sends:
            choice, data = ticked_labels(markup, ticks), ticked(data.removeprefix(SEND), ticks)
            message = replace(message, incoming=replace(message.incoming, id=f"{message.incoming.id}{data}", text=data))
        return self._begin(message, lambda: self._pressed(agent, message, query.id, pressed, choice))

    async def _show_ticks(self, query: str, place: tuple[int, int], markup: InlineKeyboardMarkup | None) -> None:
        await asyncio.gather(self._sender.answered(query), *(
            self._sender.tick(*place, with_ticks(markup, ticks)) for ticks in self._ticks.unshown(place)))

    async def _pressed(self, agent: Agent | None, message: TelegramMessage, query: str, pressed: Message | None,
                       choice: str) -> None:
        marking = [self._sender.mark(pressed, choice)] if pressed else []
        await asyncio.gather(self._sender.answered(query), *marking, self._answer(agent, message))
