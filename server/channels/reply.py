"""One message to the user, before a channel gives it its own shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from server.speech.turn import turn


@dataclass
class Reply:
    """Text, buttons ``{title, payload}`` and the ``turn`` of the public interface."""

    text: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    turn: dict[str, Any] = field(default_factory=turn)

    def as_json(self, conversation: str) -> dict[str, Any]:
        """The message object of the public interface (docs/interface.md)."""
        message: dict[str, Any] = {"recipient_id": conversation, "text": self.text}
        if self.buttons:
            message["buttons"] = self.buttons
        return {**message, **{key: self.turn[key] for key in ("triage", "topic", "part", "offers")}}
