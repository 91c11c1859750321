"""The Bot API's client: python-telegram-bot, which honours Telegram's limits of rate."""

from __future__ import annotations

import logging
from typing import Any

from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from server.channels.telegram.settings import TelegramSettings

# It logs addresses, and Telegram's hold the token.
logging.getLogger("httpx").setLevel(logging.WARNING)

_RATE_LIMITED_TIMES = 10


def bot_of(settings: TelegramSettings) -> ExtBot[Any]:
    """The client for one bot. It asks Telegram nothing by itself."""
    return ExtBot(settings.token, base_url=f"{settings.api}/bot",
                  request=HTTPXRequest(connection_pool_size=64, pool_timeout=30, read_timeout=15, connect_timeout=10),
                  rate_limiter=AIORateLimiter(max_retries=_RATE_LIMITED_TIMES))
