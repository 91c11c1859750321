"""What the environment says about Telegram. Importable without Rasa: mistakes are told before anything starts."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.channels.settings import WrongSetting, setting

_TOKEN = re.compile(r"\d{5,16}:[A-Za-z0-9_-]{30,60}")
_API = re.compile(r"https?://[^\s/]+(/[^\s]*)?")
_PUBLIC = re.compile(r"https://[^\s/?#]+")

# Under the assistant's public address.
WEBHOOK, NUMBERS = "/webhooks/telegram/webhook", "/webhooks/telegram/numbers"


@dataclass(frozen=True)
class TelegramSettings:
    """The bot's token, the address of Telegram's API, and the assistant's own public address ("" when it has none)."""

    token: str
    api: str
    public: str

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> TelegramSettings | None:
        """From settings by name; None when Telegram is not used. Raises :class:`WrongSetting`."""
        token = setting(values, "TELEGRAM_BOT_TOKEN", _TOKEN,
                        "it is what @BotFather gives, digits, a colon and some 35 letters")
        api = setting(values, "TELEGRAM_API_URL", _API, "it is an address, as https://api.telegram.org is")
        public = setting(values, "PUBLIC_URL", _PUBLIC,
                         "it is the address of the assistant on the internet without a path, as https://assistant.example")
        return cls(token, (api or "https://api.telegram.org").rstrip("/"), public) if token else None

    @property
    def bot_id(self) -> int:
        """The bot's own id, with which its token begins."""
        return int(self.token.partition(":")[0])

    @property
    def secret(self) -> str:
        """What Telegram shows with each request, so that nobody else can send one. It follows from the token, so there
        is no second secret to keep."""
        return hmac.new(self.token.encode(), b"webhook", hashlib.sha256).hexdigest()

    @property
    def numbers_page(self) -> str:
        """Address of the page with numbers to tap; "" when nobody could open it."""
        return f"{self.public}{NUMBERS}" if self.public else ""


def needed(values: Mapping[str, Any]) -> TelegramSettings:
    """The settings, for what makes no sense without. Raises :class:`WrongSetting`."""
    settings = TelegramSettings.read(values)
    if settings is None:
        raise WrongSetting("TELEGRAM_BOT_TOKEN is missing; @BotFather gives it (docs/telegram.md).")
    return settings
