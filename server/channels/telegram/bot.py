"""The Bot API's client, by python-telegram-bot."""

from __future__ import annotations

import logging
from typing import Any

from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from server.channels.telegram.settings import TelegramSettings

# The one logs addresses, and Telegram's hold the token; the other logs answers it cannot read, which may hold words.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("telegram").setLevel(logging.CRITICAL)


def bot_of(settings: TelegramSettings) -> ExtBot[Any]:
    """The client for one bot. It asks Telegram nothing by itself."""
    return ExtBot(settings.token, base_url=f"{settings.api}/bot",
                  request=HTTPXRequest(connection_pool_size=64, pool_timeout=30, read_timeout=15, connect_timeout=10))
