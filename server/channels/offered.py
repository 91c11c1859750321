"""What a conversation was offered to press: only that is taken from outside (P8)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker

from server.speech.turn import KEY
from server.store.conversation import all_events

ANSWER = "/answer"
_PAYLOAD = re.compile(ANSWER + r"(\{.{1,2000}\})", re.DOTALL)
_TICKED = re.compile(r"[a-z0-9_]{1,60}( and [a-z0-9_]{1,60}){0,40}")


def ticked(question: str, findings: Iterable[str]) -> str:
    """What ticking these lines of a list question sends. It names question and findings, so that on an old list, or one
    that is put again with fewer lines, nothing is misread."""
    return f'{ANSWER}{json.dumps({"to": question, "is": " and ".join(findings)})}'


def was_offered(tracker: DialogueStateTracker | None, payload: str) -> bool:
    """Whether this conversation was given that button, or a list whose lines are ticked."""
    said = [event for event in (all_events(tracker) if tracker else ()) if isinstance(event, BotUttered)]
    if any(button["payload"] == payload for event in said for button in event.data.get("buttons") or ()):
        return True
    question, findings = _ticks(payload)
    turns = [event.metadata.get(KEY) or {} for event in said] if findings else []
    return any(turn.get("choices") and turn.get("question") == question and findings <= set(turn["triage"]["asking"])
               for turn in turns)


def _ticks(payload: str) -> tuple[str, set[str]]:
    """Question and findings of a payload of :func:`ticked`; no findings for anything else."""
    found = _PAYLOAD.fullmatch(payload)
    try:
        said = json.loads(found.group(1)) if found else {}
    except (ValueError, RecursionError):
        said = {}
    if set(said) != {"to", "is"} or not all(isinstance(value, str) for value in said.values()):
        return "", set()
    return said["to"], set(said["is"].split(" and ")) if _TICKED.fullmatch(said["is"]) else set()
