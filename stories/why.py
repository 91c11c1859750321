"""Why the assistant did what it did in the latest turn of a conversation, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker

from server.nlu import keys
from server.speech.turn import CHECK_SLOT
from triage import shipped


def why(tracker: DialogueStateTracker | None, said: str | None) -> list[str]:
    """The reasons; ``said`` is what the person wrote last, None when a button was pressed."""
    latest = tracker.latest_message if tracker else None
    if tracker is None or latest is None or (said is not None and latest.text != said):
        return ["Rasa has not kept this message: the channel answered by itself."]
    data = latest.parse_data or {}
    return [*_understood(data), *_decided(tracker)]


def _understood(data: dict[str, Any]) -> Iterator[str]:
    intent = data.get("intent") or {}
    yield f"intent: {intent.get('name')} ({intent.get('confidence', 0):.2f})"
    for mention in (data.get(keys.READING) or {}).get("mentions") or ():
        yield f'heard: "{mention["text"]}" = {mention["finding"]}, {mention["value"]} ({mention["context"]})'
    if alarm := data.get(keys.ALARM):
        yield f"alarm of the red-flag screen: {', '.join(alarm['rules'])}"
    if suspects := data.get(keys.SUSPECTS):
        yield f"may be an emergency, to be made sure of: {', '.join(suspects['findings'])}"
    if offers := data.get(keys.OFFERS):
        yield f"likeliest topics: {', '.join(offers)}"
    if foreign := data.get(keys.FOREIGN):
        yield f"language: {foreign['code']}"


def _decided(tracker: DialogueStateTracker) -> Iterator[str]:
    check = tracker.get_slot(CHECK_SLOT) or {}
    for value in ("yes", "no", "unknown"):
        known = [finding for finding, given in (check.get("findings") or {}).items() if given == value]
        if known:
            yield f"known so far, {value}: {', '.join(known)}"
    rules = [shipped().rule_by_id[rule] for rule in check.get("rules") or ()]
    if rules:
        yield "rules that fired: " + ", ".join(f"{rule.id} ({rule.level.id})" for rule in rules)
    actions = [event.action_name for event in tracker.applied_events() if isinstance(event, ActionExecuted)]
    last = next((number for number in range(len(actions) - 1, -1, -1) if actions[number] != "action_listen"), 0)
    yield f"what it did: {actions[last] if actions else 'nothing'}"
