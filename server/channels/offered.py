"""What a conversation was offered to press: only that is taken from outside (P8)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker

from server.speech.turn import KEY

_ANSWER = re.compile(r"/answer(\{.{1,200}\})", re.DOTALL)
_TICKED = re.compile(r"\d{1,2}( and \d{1,2})*")


def ticked(question: str, numbers: Iterable[int]) -> str:
    """What ticking these lines of a list question sends. It names the question, so that a late press is not misread."""
    return f'/answer{{"to":"{question}","is":"{" and ".join(map(str, sorted(numbers)))}"}}'


def was_offered(tracker: DialogueStateTracker | None, payload: str) -> bool:
    """Whether this conversation was given that button, or a list whose lines are ticked."""
    said = [event for event in (tracker.events if tracker else ()) if isinstance(event, BotUttered)]
    if any(button["payload"] == payload for event in said for button in event.data.get("buttons") or ()):
        return True
    question, numbers = _ticks(payload)
    turns = [event.metadata.get(KEY) or {} for event in said] if numbers else []
    return any(turn.get("question") == question and max(numbers) <= len(turn.get("choices") or ()) for turn in turns)


def _ticks(payload: str) -> tuple[str, list[int]]:
    """Question and numbers of a payload of :func:`ticked`; no numbers for anything else."""
    found = _ANSWER.fullmatch(payload)
    try:
        said = json.loads(found.group(1)) if found else {}
    except ValueError:
        said = {}
    numbers = said.get("is") if isinstance(said.get("to"), str) and set(said) == {"to", "is"} else None
    if not isinstance(numbers, str) or not _TICKED.fullmatch(numbers):
        return "", []
    listed = [int(number) for number in numbers.split(" and ")]
    return (said["to"], listed) if min(listed) > 0 else ("", [])
