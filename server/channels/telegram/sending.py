"""Sending and changing messages through the Bot API."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from datetime import timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from server.channels.fallback import before_closing, closed
from server.channels.messenger.insisting import insisting
from server.channels.messenger.texts import cut, utf16
from server.channels.messenger.words import words
from server.channels.reply import Reply
from server.channels.telegram.bot import bot_of
from server.channels.telegram.keyboard import keyboard, without
from server.channels.telegram.settings import TelegramSettings

logger = logging.getLogger(__name__)
_MOST_TEXT = 4096
# Room for the closing line of a part.
_CUT_AT = 3900
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Sender:
    """Sends as the bot."""

    def __init__(self, settings: TelegramSettings) -> None:
        self._settings, self._bot, self._name = settings, bot_of(settings), ""

    async def name(self) -> str:
        """The bot's own name, which is asked for once. Raises :class:`telegram.error.TelegramError`."""
        self._name = self._name or (await self._bot.get_me()).username or ""
        return self._name

    async def send(self, chat: int, reply: Reply) -> None:
        """Send one reply, in parts when it is too long for one message. Raises what Telegram will not do."""
        *first, last = self._parts(reply.text)
        for part in first:
            await self._send(chat, closed(part))
        markup = keyboard(reply, self._settings.numbers_page)
        try:
            await self._send(chat, last, markup)
        except BadRequest as error:
            logger.error("channel telegram: a message was not taken: %s", type(error).__name__)
            if markup:
                await self._send(chat, last)

    async def invite(self, chat: int, reply: Reply, topic: int | None) -> None:
        """Send a reply with the way to a private chat, where the bot's name is known by now."""
        button = InlineKeyboardButton(words()["write_privately"], url=f"https://t.me/{self._name}")
        await self._send(chat, reply.text, InlineKeyboardMarkup([[button]]) if self._name else None, topic)

    async def answered(self, query: str, hint: str | None = None) -> None:
        """End the waiting sign on a button. Failing is no reason to trouble anybody: it ends by itself."""
        await self._unless_refused(self._bot.answer_callback_query(query, text=hint))

    async def tick(self, chat: int, message: int, markup: InlineKeyboardMarkup | None) -> bool:
        """Show what is ticked; whether that could be shown."""
        return await self._unless_refused(self._bot.edit_message_reply_markup(chat, message, reply_markup=markup))

    async def mark(self, message: Message, data: str, choice: str) -> None:
        """Show on a message what was chosen, and take away what can no longer be."""
        chosen = words()["you_chose"].replace("{choice}", choice)
        text = before_closing(message.text or "", chosen) if choice and message.text else ""
        place, left = (message.chat.id, message.message_id), without(message.reply_markup, data)
        if text and utf16(text) <= _MOST_TEXT:
            await self._unless_refused(self._bot.edit_message_text(
                text, *place, reply_markup=left, link_preview_options=_NO_PREVIEW))
        else:
            await self._unless_refused(self._bot.edit_message_reply_markup(*place, reply_markup=left))

    async def close(self) -> None:
        """Let go of the connections."""
        await self._bot.request.shutdown()

    async def _send(self, chat: int, text: str, markup: InlineKeyboardMarkup | None = None,
                    topic: int | None = None) -> None:
        try:
            await insisting(lambda: self._bot.send_message(
                chat, text, reply_markup=markup, message_thread_id=topic, link_preview_options=_NO_PREVIEW), _passes)
        except Forbidden:
            logger.info("channel telegram: a person has blocked the bot")

    @staticmethod
    def _parts(text: str) -> list[str]:
        return [text] if utf16(text) <= _MOST_TEXT else list(cut(text, _CUT_AT, utf16))

    @staticmethod
    async def _unless_refused(call: Awaitable[object]) -> bool:
        try:
            await call
        except TelegramError as error:
            logger.warning("channel telegram: %s while changing a message", type(error).__name__)
            return False
        return True


def _passes(error: Exception) -> float | None:
    """For :func:`insisting`: it may go by where Telegram or the line to it is not well, and nothing is wrong with what
    we send."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
    # An answer that cannot be read is a plain TelegramError.
    unwell = type(error) is TelegramError or (isinstance(error, NetworkError) and not isinstance(error, BadRequest))
    return 0 if unwell else None
