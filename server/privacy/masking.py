"""Who somebody is has no place in what is stored (P9): names, addresses and numbers are masked before an event is
written. What is understood is read from the words as they were typed, so a check loses nothing by it."""

from __future__ import annotations

from typing import Any

from server.privacy.left_out import name_filter


def masked(event: dict[str, Any]) -> dict[str, Any]:
    """An event as Rasa writes it, with what a person typed masked; everything else as it was."""
    text = event.get("text")
    if event.get("event") != "user" or not text or text.startswith("/"):
        return event
    without = name_filter()(text)
    return event if without == text else {**event, "text": without,
                                          "parse_data": {**event["parse_data"], "text": without}}


def quotable(reading: dict[str, Any], text: str) -> dict[str, Any]:
    """A reading of that text, whose mentions quote only words that would be left of it."""
    without = name_filter()(text)
    if without == text:
        return reading
    return {**reading, "mentions": [mention if mention["text"] in without else {**mention, "text": ""}
                                    for mention in reading["mentions"]]}
