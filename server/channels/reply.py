"""One message to the user, before a channel gives it its own shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from server.speech.turn import KEY, turn

_PUBLIC = ("triage", "topic", "part", "offers", "choices", "country")


@dataclass
class Reply:
    """Text, buttons ``{title, payload}`` and the ``turn`` of the public interface."""

    text: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    turn: dict[str, Any] = field(default_factory=turn)
    # Said by the channel itself: it knows nothing of what was said before.
    fallback: bool = False
    # The conversation was erased just now.
    forgotten: bool = False

    @classmethod
    def of(cls, text: str, data: dict[str, Any]) -> Reply:
        """From what Rasa sends, or has stored: buttons as they are, other keys of ``turn`` as they were then."""
        buttons = [{"title": str(b["title"]), "payload": str(b["payload"])} for b in data.get("buttons") or ()]
        return cls(text, buttons, {**turn(), **(data.get(KEY) or {})})

    def as_json(self, conversation: str) -> dict[str, Any]:
        """The message object of the public interface (docs/interface.md)."""
        message: dict[str, Any] = {"recipient_id": conversation, "text": self.text}
        if self.buttons:
            message["buttons"] = self.buttons
        if self.fallback:
            message["fallback"] = True
        if self.forgotten:
            message["forgotten"] = True
        if self.turn["help_is_coming"]:
            message["help_is_coming"] = True
        return {**message, **{key: self.turn[key] for key in _PUBLIC}}
