"""Slack as a small HTTP server: the methods of its Web API that a bot needs, with the limits its reference documents.

https://docs.slack.dev/reference/methods/chat.postMessage and https://docs.slack.dev/reference/block-kit
"""

from __future__ import annotations

from typing import Any

from stories.platforms.platform import Platform

TOKEN, SECRET = "xoxb-111-222-test", "0123456789abcdef0123456789abcdef"


class SlackApi(Platform):
    """Keeps what is posted; ``chat.update`` changes it."""

    def chat_of(self, asked: dict[str, Any]) -> str:
        """Its channel."""
        return str(asked.get("channel", ""))

    def call(self, path: str, asked: dict[str, Any], headers: Any) -> tuple[int, dict[str, Any], dict[str, str]]:
        """One method of the Web API."""
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return 200, {"ok": False, "error": "invalid_auth"}, {}
        method = path.rpartition("/")[2]
        wrong = wrong_message(asked)
        if wrong:
            return 200, {"ok": False, "error": wrong}, {}
        channel = self.chat_of(asked)
        if method == "chat.update":
            return 200, self._update(channel, asked), {}
        if method not in ("chat.postMessage", "chat.postEphemeral"):
            return 200, {"ok": False, "error": "unknown_method"}, {}
        time = f"1700000000.{self.number():06d}"
        self.show(channel, {**asked, "ts": time, "ephemeral": asked.get("user") if "Ephemeral" in method else None})
        return 200, {"ok": True, "channel": channel, "ts": time, "message": {"type": "message", "ts": time}}, {}

    def _update(self, channel: str, asked: dict[str, Any]) -> dict[str, Any]:
        for message in self.shown[channel]:
            if message["ts"] == asked["ts"]:
                message.update(text=asked["text"], blocks=asked.get("blocks") or [])
                return {"ok": True, "channel": channel, "ts": asked["ts"], "text": asked["text"]}
        return {"ok": False, "error": "message_not_found"}


def wrong_message(asked: dict[str, Any]) -> str:
    """Slack's word for what it would not take; "" for a message in order."""
    if not asked.get("channel"):
        return "channel_not_found"
    blocks = asked.get("blocks") or []
    if not asked.get("text") and not blocks:
        return "no_text"
    if len(asked.get("text") or "") > 40_000:
        return "msg_too_long"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    in_order = len(blocks) <= 50 and len(set(ids)) == len(ids) and all(map(_in_order, blocks))
    return "" if in_order else "invalid_blocks"


def _in_order(block: dict[str, Any]) -> bool:
    if len(block.get("block_id", "")) > 255:
        return False
    if block["type"] == "section":
        return _text(block["text"], 3000)
    if block["type"] == "context":
        return 1 <= len(block["elements"]) <= 10 and all(_text(element, 3000) for element in block["elements"])
    elements = block["elements"]
    actions = [element.get("action_id") for element in elements]
    return (block["type"] == "actions" and 1 <= len(elements) <= 25 and len(set(actions)) == len(actions)
            and all(map(_element, elements)))


def _element(element: dict[str, Any]) -> bool:
    if not 1 <= len(element["action_id"]) <= 255:
        return False
    if element["type"] == "checkboxes":
        options = element["options"]
        return (1 <= len(options) <= 10 and len({o["value"] for o in options}) == len(options)
                and all(_text(o["text"], 75) and 1 <= len(o["value"]) <= 150 for o in options))
    return (element["type"] == "button" and element["text"]["type"] == "plain_text" and _text(element["text"], 75)
            and 1 <= len(element.get("value", "x")) <= 2000 and len(element.get("url", "")) <= 3000)


def _text(text: dict[str, Any], most: int) -> bool:
    return text["type"] in ("plain_text", "mrkdwn") and 1 <= len(text["text"]) <= most
