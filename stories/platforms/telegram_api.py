"""Telegram as a small HTTP server: the methods of the Bot API that a bot needs, with the limits it documents.

https://core.telegram.org/bots/api
"""

from __future__ import annotations

import re
import time
from typing import Any

from stories.platforms.platform import Platform

TOKEN = "123456789:AAtesttesttesttesttesttesttesttest0"
BOT = {"id": 123456789, "is_bot": True, "first_name": "Muscle assistant", "username": "muscle_test_bot"}


class TelegramApi(Platform):
    """Keeps what is sent; edits change it. ``updates`` are fetched by polling."""

    def __init__(self) -> None:
        super().__init__()
        self.webhook: dict[str, Any] = {"url": ""}
        self.updates: list[dict[str, Any]] = []
        self.blocked: set[str] = set()

    def chat_of(self, asked: dict[str, Any]) -> str:
        """Its chat."""
        return str(asked.get("chat_id", ""))

    def call(self, path: str, asked: dict[str, Any], headers: Any) -> tuple[int, dict[str, Any], dict[str, str]]:
        """One method of the Bot API."""
        _, bot, method = path.split("/")
        if bot != f"bot{TOKEN}":
            return _refused(401, "Unauthorized")
        answer = getattr(self, method, None)
        return answer(asked) if answer else _refused(404, "Not Found")

    def calls_of(self, method: str, person: Any) -> list[dict[str, Any]]:
        """What was asked for about presses of that person."""
        return [asked for name, asked in self.calls if name == method and asked["callback_query_id"] in person.queries]

    def getMe(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Who the bot is."""
        return _done(BOT)

    def sendMessage(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any], dict[str, str]]:
        """A message appears."""
        chat = self.chat_of(asked)
        if chat in self.blocked:
            return _refused(403, "Forbidden: bot was blocked by the user")
        if wrong := wrong_message(asked):
            return _refused(400, f"Bad Request: {wrong}")
        message = {"message_id": self.number(), "date": int(time.time()), "from": BOT, "text": asked["text"],
                   "chat": {"id": int(chat), "type": "private" if int(chat) > 0 else "group", "first_name": "Test"},
                   **({"reply_markup": asked["reply_markup"]} if asked.get("reply_markup") else {})}
        self.show(chat, message)
        return _done(message)

    def editMessageText(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any], dict[str, str]]:
        """A message changes."""
        return self._edited(asked, {"text": asked["text"], "reply_markup": asked.get("reply_markup")})

    def editMessageReplyMarkup(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any], dict[str, str]]:
        """The buttons of a message change."""
        return self._edited(asked, {"reply_markup": asked.get("reply_markup")})

    def _edited(self, asked: dict[str, Any], changes: dict[str, Any]) -> tuple[int, dict[str, Any], dict[str, str]]:
        found = [m for m in self.shown[self.chat_of(asked)] if m["message_id"] == int(asked["message_id"])]
        if not found:
            return _refused(400, "Bad Request: message to edit not found")
        if all(found[0].get(name) == value for name, value in changes.items()):
            return _refused(400, "Bad Request: message is not modified")
        if wrong := wrong_message({**found[0], **changes}):
            return _refused(400, f"Bad Request: {wrong}")
        found[0].update(changes)
        if not changes["reply_markup"]:
            del found[0]["reply_markup"]
        return _done(found[0])

    def answerCallbackQuery(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any], dict[str, str]]:
        """The sign of waiting on a button ends."""
        return _done(True) if len(asked.get("text") or "") <= 200 else _refused(400, "Bad Request: MESSAGE_TOO_LONG")

    def setWebhook(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Where updates go from now on."""
        if not asked["url"].startswith("https://"):
            return _refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", asked.get("secret_token", "")):
            return _refused(400, "Bad Request: secret token contains unallowed characters")
        self.webhook = asked
        return _done(True)

    def deleteWebhook(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Updates go nowhere."""
        self.webhook = {"url": ""}
        return _done(True)

    def getWebhookInfo(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Where updates go."""
        return _done({"url": self.webhook["url"], "has_custom_certificate": False,
                      "pending_update_count": len(self.updates),
                      "last_error_date": 1700000000, "last_error_message": "Wrong response from the webhook: 502"})

    def getUpdates(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Updates for who asks instead of having a webhook."""
        offset = int(asked.get("offset") or 0)
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        if not self.updates:
            time.sleep(0.2)
        return _done(self.updates)

    def setMyCommands(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any], dict[str, str]]:
        """The menu of commands."""
        right = all(re.fullmatch(r"[a-z0-9_]{1,32}", c["command"]) and 1 <= len(c["description"]) <= 256
                    for c in asked["commands"])
        return _done(True) if right else _refused(400, "Bad Request: BOT_COMMAND_INVALID")

    def setMyDescription(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any], dict[str, str]]:
        """What an empty chat shows."""
        return _done(True) if len(asked["description"]) <= 512 else _refused(400, "Bad Request: too long")

    def setMyShortDescription(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any], dict[str, str]]:
        """What the bot's profile shows."""
        return _done(True) if len(asked["short_description"]) <= 120 else _refused(400, "Bad Request: too long")


def _done(result: Any) -> tuple[int, dict[str, Any], dict[str, str]]:
    return 200, {"ok": True, "result": result}, {}


def _refused(status: int, why: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    return status, {"ok": False, "error_code": status, "description": why}, {}


def wrong_message(asked: dict[str, Any]) -> str:
    """What Telegram would not take; "" for a message in order."""
    length = len(asked["text"].encode("utf-16-le")) // 2
    if not 1 <= length <= 4096:
        return "message is too long" if length else "message text is empty"
    rows = (asked.get("reply_markup") or {}).get("inline_keyboard") or []
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100 or any(len(row) > 8 for row in rows):
        return "reply markup is too long"
    for button in buttons:
        data, url = button.get("callback_data"), button.get("url")
        if not button["text"] or (data is None) == (url is None):
            return "inline keyboard button is not in order"
        if data is not None and not 1 <= len(data.encode()) <= 64:
            return "BUTTON_DATA_INVALID"
        if url is not None and not re.match(r"(https?|tg)://", url):
            return "BUTTON_URL_INVALID"
    return ""
