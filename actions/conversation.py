"""Reading Rasa's tracker: what the latest message brought, and what was asked before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rasa_sdk import Tracker

from actions.heard import Asked, Heard
from actions.state import SLOT

# The intent of "it is not that", "false alarm".
TAKES_BACK = "take_back"
# Longer than this, in characters, the person's own words are not quoted back.
LONGEST_QUOTE = 60
# Events with which a conversation begins anew.
_BEGINNINGS = ("restart", "session_started")


def heard(tracker: Tracker) -> Heard:
    """The latest user message."""
    data = tracker.latest_message
    reading = data.get("reading") or {}
    pressed = {e["entity"]: str(e["value"]) for e in data.get("entities") or () if e.get("entity") in ("to", "is")}
    answer = reading.get("answer")
    if "is" in pressed:
        answer = {"kind": pressed["is"], "numbers": [], "whole": True, "not_sure": []}
    ticked = _ticked(tracker, pressed)
    if ticked:
        last = last_asked(tracker)
        open_now = list(last.asking) if pressed["to"] == last.question else []
        answer |= {"kind": "choice", "numbers": [open_now.index(i) + 1 for i in ticked if i in open_now]}
        # On a list that is no longer the open question a tick still tells something; a blank does not.
        ticked = [i for i in ticked if i not in open_now]
    assumed = dict.fromkeys((data.get("alarm") or {}).get("assumed") or (), "yes")
    mentions = reading.get("mentions") or ()
    named = [m["finding"] for m in mentions if m["context"] in ("named", "unattached") and m["value"] == "yes"]
    unattached = {m["finding"]: m["value"] for m in mentions if m["context"] == "unattached"}
    said = {m["finding"]: m["text"] for m in mentions if m["context"] == "current" and m["value"] == "yes"
            and 0 < len(m["text"]) <= LONGEST_QUOTE}
    return Heard(
        told={**assumed, **dict.fromkeys(ticked, "yes"), **(reading.get("told") or {})},
        named=named, unattached=unattached,
        vague=reading.get("vague") or (), said=said, answer=answer,
        takes_back=(data.get("intent") or {}).get("name") == TAKES_BACK,
        country=reading.get("country"), topic=data.get("topic"), offers=data.get("offers") or (),
        pressed=pressed.get("to"),
        suspects=(data.get("suspects") or {}).get("findings") or (),
        alarming=bool((data.get("suspects") or {}).get("alarming")),
        elsewhere=bool(data.get("elsewhere")), scrap=bool(data.get("scrap")),
        words=len((data.get("text") or "").split()))


def _ticked(tracker: Tracker, pressed: Mapping[str, str]) -> list[str]:
    """The findings ticked on a list that was put in this conversation."""
    listed = {i for asked in _asked(tracker) if asked.question == pressed.get("to") for i in asked.asking}
    return [i for i in pressed.get("is", "").split(" and ") if i in listed]


def last_asked(tracker: Tracker) -> Asked:
    """The question that stood when the latest message came."""
    return next(_asked(tracker), Asked())


def _asked(tracker: Tracker) -> Iterator[Asked]:
    """What the bot's messages asked, the latest first."""
    for turn in _turns(tracker):
        yield Asked(turn.get("question"), (turn.get("triage") or {}).get("asking") or ())


def offered(tracker: Tracker) -> list[str]:
    """The responses that the latest bot message offered by number."""
    return list(next(_turns(tracker), {}).get("offered") or ())


def _turns(tracker: Tracker) -> Iterator[dict[str, Any]]:
    """The ``turn`` of the bot's messages before the person's latest one, the latest first: what was said since is no
    question that it answers. What was asked before a long pause is not open any more."""
    answers = False
    for event in reversed(tracker.events):
        if event.get("event") in _BEGINNINGS:
            break
        answers = answers or event.get("event") == "user"
        if answers and event.get("event") == "bot":
            yield (event.get("metadata") or {}).get("turn") or {}


def heard_before(tracker: Tracker) -> Heard:
    """What messages told before the check began, or since it was stopped: nobody is asked what they told along with a
    question."""
    values: dict[str, str] = {}
    vague: list[str] = []
    for data in _earlier_messages(tracker):
        reading = data.get("reading") or {}
        values.update({f: v for f, v in (reading.get("told") or {}).items() if values.get(f) != "yes"})
        vague += reading.get("vague") or ()
    return Heard(values, vague=vague)


def _earlier_messages(tracker: Tracker) -> Iterator[dict[str, Any]]:
    start = 0
    for number, event in enumerate(tracker.events):
        if event.get("event") in _BEGINNINGS or _took_up_what_was_said(event):
            start = number
    users = [event for event in tracker.events[start:] if event.get("event") == "user"]
    for event in users[:-1]:
        yield event.get("parse_data") or {}


def _took_up_what_was_said(event: Mapping[str, Any]) -> bool:
    """A check that runs knows what was told before; read again, what was taken back since would come back."""
    if event.get("event") != "slot" or event.get("name") != SLOT:
        return False
    return event.get("value") is None or bool(event["value"].get("started"))
