"""A person in Slack: really signed requests as Slack sends them, and what is seen in the chat."""

from __future__ import annotations

import hashlib
import hmac
import html
import json
import secrets
import time
from typing import Any
from urllib.parse import urlencode

import httpx

from stories.platforms.loopback import client
from stories.platforms.slack_api import SECRET, SlackApi

TEAM, APP, BOT = "T0TEAM", "A0APP", "U0BOT"


def signed(body: str, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers with which Slack signs a body."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


class SlackPerson:
    """Talks in a direct message of its own."""

    def __init__(self, base: str, api: SlackApi) -> None:
        self.url, self.api = f"{base}/webhooks/slack/webhook", api
        self.user, self.chat = f"U{secrets.token_hex(5).upper()}", f"D{secrets.token_hex(5).upper()}"
        self.seen = 0
        self.ticks: set[str] = set()

    def post(self, body: str, kind: str = "application/json", **more: str) -> httpx.Response:
        """A signed request of Slack's."""
        return client.post(self.url, content=body, headers={"Content-Type": kind, **signed(body), **more})

    def event(self, **event: Any) -> dict[str, Any]:
        """A request of the Events API around an event."""
        return {"token": "x", "team_id": TEAM, "api_app_id": APP, "type": "event_callback",
                "event_time": int(time.time()), "event_id": f"Ev{secrets.token_hex(6)}",
                "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
                "event": {"type": "message", "user": self.user, "channel": self.chat, "channel_type": "im",
                          "team": TEAM, "ts": f"{time.time():.6f}", **event}}

    def send(self, kind: str = "application/json", **event: Any) -> httpx.Response:
        """Slack tells that something has happened."""
        answer = self.post(json.dumps(self.event(**event)), kind)
        assert answer.status_code == 200, answer.text
        return answer

    def say(self, text: str) -> dict[str, Any]:
        """Write; the one message that answers."""
        self.send(text=html.escape(text, quote=False))
        return self.next()

    def next(self, count: int = 1) -> dict[str, Any]:
        """The next message in the chat, and that none beyond it has come."""
        messages = self.api.wait(self.chat, self.seen + count)
        self.seen += count
        assert len(messages) == self.seen, messages[self.seen:]
        self.ticks = set()
        return messages[-1]

    def buttons(self, message: dict[str, Any] | None = None) -> dict[str, dict[str, Any]]:
        """The buttons of a message by label, each with the id of its block; of the latest one if none is given."""
        return {e["text"]["text"]: {**e, "block_id": b.get("block_id", "")} for b, e in self._elements(message)
                if e["type"] == "button"}

    def boxes(self, message: dict[str, Any] | None = None) -> list[str]:
        """The labels of the check boxes."""
        groups = [element for _, element in self._elements(message) if element["type"] == "checkboxes"]
        return [option["text"]["text"] for group in groups for option in group["options"]]

    def press(self, label: str, message: dict[str, Any] | None = None) -> httpx.Response:
        """Press a button, as Slack tells of it."""
        return self.interact(self.buttons(message)[label], message)

    def pressed(self, label: str, message: dict[str, Any] | None = None) -> dict[str, Any]:
        """Press a button; the one message that answers."""
        assert self.press(label, message).status_code == 200
        return self.next()

    def tick(self, *labels: str) -> None:
        """Tick boxes, of which Slack tells one by one."""
        for label in labels:
            assert label in self.boxes(), self.boxes()
            self.ticks ^= {label}
            group = next(e for _, e in self._elements(None) if e["type"] == "checkboxes"
                         and label in [o["text"]["text"] for o in e["options"]])
            assert self.interact({**group, "block_id": "ticks"}).status_code == 200

    def interact(self, action: dict[str, Any], message: dict[str, Any] | None = None) -> httpx.Response:
        """Slack tells that something on a message was pressed or ticked."""
        message = message or self.api.shown[self.chat][-1]
        state: dict[str, Any] = {}
        for block, element in self._elements(message):
            if element["type"] == "checkboxes":
                state[block["block_id"]] = {element["action_id"]: {"type": "checkboxes", "selected_options": [
                    o for o in element["options"] if o["text"]["text"] in self.ticks]}}
        payload = {"type": "block_actions", "user": {"id": self.user, "team_id": TEAM}, "api_app_id": APP,
                   "team": {"id": TEAM}, "channel": {"id": self.chat, "name": "directmessage"}, "trigger_id": "1.2.3",
                   "container": {"type": "message", "message_ts": message["ts"], "channel_id": self.chat},
                   "message": {k: v for k, v in message.items() if k in ("ts", "text", "blocks", "thread_ts") and v},
                   "state": {"values": state}, "response_url": "http://127.0.0.1:9/",
                   "actions": [{**action, "action_ts": f"{time.time():.6f}"}]}
        return self.post(urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded")

    def _elements(self, message: dict[str, Any] | None) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        message = message or self.api.shown[self.chat][-1]
        return [(b, e) for b in message.get("blocks") or () if b["type"] == "actions" for e in b["elements"]]


def read(message: dict[str, Any]) -> str:
    """The words of a message as a person reads them."""
    return html.unescape(message["text"])
