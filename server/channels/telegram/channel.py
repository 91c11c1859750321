"""The Telegram channel: updates checked, answered in private chats only, once each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.telegram import TelegramInput
from sanic import Blueprint

from server.channels.guard import Guard
from server.channels.telegram.settings import TelegramSettings


class Telegram(TelegramInput):
    """Rasa's place for Telegram with reading, sending and checks of our own; off without settings. Nothing is asked of
    Telegram at the start: the webhook is registered by a command (``__main__.py``)."""

    def __init__(self, settings: TelegramSettings | None) -> None:
        self.settings = settings

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> Telegram:
        """From ``credentials.yml``. Raises :class:`~server.channels.settings.WrongSetting`."""
        return cls(TelegramSettings.read(credentials or {}))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Routes of the channel; none when it is off."""
        if self.settings is None:
            return Blueprint("telegram_channel", __name__)
        # Importing Telegram's library takes a second that only its users should wait for.
        from server.channels.telegram.webhook import routes
        return routes(self.settings, Guard(self.name(), on_new_message))
