"""A person in Telegram: updates as Telegram sends them, and what is seen in the chat."""

from __future__ import annotations

import itertools
import json
import random
import time
from typing import Any

import httpx

from server.channels.telegram.settings import TelegramSettings
from stories.platforms.loopback import client
from stories.platforms.telegram_api import BOT, TOKEN, TelegramApi

_numbers = itertools.count(random.randrange(10**6, 10**9))
SECRET = TelegramSettings(TOKEN, "", "").secret


class TelegramPerson:
    """Talks in a private chat of its own."""

    def __init__(self, base: str, api: TelegramApi) -> None:
        self.url, self.api = f"{base}/webhooks/telegram/webhook", api
        self.id = next(_numbers)
        self.chat = str(self.id)
        self.seen = 0
        self.queries: set[str] = set()

    def post(self, update: Any, secret: str = SECRET) -> httpx.Response:
        """A request of Telegram's."""
        return client.post(self.url, content=json.dumps(update), headers={
            "Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret})

    def update(self, kind: str = "message", **content: Any) -> dict[str, Any]:
        """An update with a message of this person."""
        who = {"id": self.id, "is_bot": False, "first_name": "Test", "language_code": "en"}
        message = {"message_id": next(_numbers), "date": int(time.time()), "from": who,
                   "chat": {"id": self.id, "type": "private", "first_name": "Test"}, **content}
        return {"update_id": next(_numbers), kind: message}

    def send(self, kind: str = "message", **content: Any) -> dict[str, Any]:
        """Telegram tells that something has happened; the update."""
        update = self.update(kind, **content)
        assert self.post(update).status_code == 200
        return update

    def say(self, text: str) -> dict[str, Any]:
        """Write; the one message that answers."""
        self.send(text=text, **_entities(text))
        return self.next()

    def next(self, count: int = 1) -> dict[str, Any]:
        """The next message in the chat, and that none beyond it has come."""
        messages = self.api.wait(self.chat, self.seen + count)
        self.seen += count
        assert len(messages) == self.seen, messages[self.seen:]
        return messages[-1]

    def buttons(self, message: dict[str, Any] | None = None) -> dict[str, dict[str, Any]]:
        """The buttons of a message by label; of the latest one if none is given."""
        message = message or self.api.shown[self.chat][-1]
        rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
        assert all(len(row) == 1 for row in rows), "one button a row"
        return {button["text"]: button for row in rows for button in row}

    def query(self, label: str, message: dict[str, Any] | None = None) -> dict[str, Any]:
        """The update of a press."""
        message = message or self.api.shown[self.chat][-1]
        self.queries.add(query := str(next(_numbers)))
        return {"update_id": next(_numbers), "callback_query": {
            "id": query, "from": {"id": self.id, "is_bot": False, "first_name": "Test"},
            "message": {**message}, "chat_instance": "1", "data": self.buttons(message)[label]["callback_data"]}}

    def press(self, label: str, message: dict[str, Any] | None = None) -> httpx.Response:
        """Press a button."""
        return self.post(self.query(label, message))

    def pressed(self, label: str, message: dict[str, Any] | None = None) -> dict[str, Any]:
        """Press a button; the one message that answers."""
        assert self.press(label, message).status_code == 200
        return self.next()

    def boxes(self) -> list[str]:
        """The lines that can be ticked."""
        return [label for label in self.buttons() if label[:1] in "☐☑"]

    def tick(self, *words: str) -> None:
        """Tap the lines with these words."""
        for word in words:
            label = next(box for box in self.boxes() if word in box)
            assert self.press(label).status_code == 200


def group_message(person: TelegramPerson, group: int, text: str, **more: Any) -> dict[str, Any]:
    """What a person writes in a group."""
    chat = {"id": group, "type": "group", "title": "A group"}
    return person.update(text=text, chat=chat, **{**_entities(text), **more})


def _entities(text: str) -> dict[str, Any]:
    """Telegram marks commands and names."""
    found = []
    if text.startswith("/"):
        found.append({"type": "bot_command", "offset": 0, "length": len(text.split()[0])})
    name = f"@{BOT['username']}"
    if name in text and not text.startswith("/"):
        found.append({"type": "mention", "offset": text.index(name), "length": len(name)})
    return {"entities": found} if found else {}
