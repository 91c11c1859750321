"""What Slack's requests mean: words of a person, a press, or nothing that concerns us."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from server.channels.messenger.incoming import Incoming
from server.channels.messenger.ticking import hint
from server.channels.offered import ticked

# Ids of the parts of our messages (blocks.py).
SEND_TICKED = "send_ticked"
TICKS = "ticks"

# Kinds of message that carry what a person says; every other "subtype" is about the channel or the app itself.
_SAYS = (None, "file_share", "thread_broadcast", "me_message")
_LABELLED = re.compile(r"<[^<>|]*\|([^<>]*)>")
_MENTION = re.compile(r"<[@#!][^<>]*>")
_PLAIN_LINK = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True)
class Place:
    """Where an answer goes: a channel, a thread in it, or only before one person's eyes."""

    channel: str
    thread: str | None = None
    only_for: str | None = None


@dataclass(frozen=True)
class Pressed:
    """The message whose button was pressed, to mark it, and what the person saw on the button."""

    time: str
    text: str
    blocks: list[dict[str, Any]]
    choice: str


@dataclass(frozen=True)
class SlackMessage:
    """Something to answer. ``opens`` is the address of a page to go on with."""

    incoming: Incoming
    place: Place
    pressed: Pressed | None = None
    opens: str | None = None


def read_event(body: dict[str, Any]) -> SlackMessage | None:
    """A request of the Events API; None for what is nothing said to us. Raises :class:`KeyError`, :class:`TypeError` or
    :class:`AttributeError` for what Slack never sends."""
    event = body["event"]
    if event.get("type") == "app_mention":
        return _mention(body, event)
    if event.get("type") != "message" or event.get("channel_type") != "im":
        return None
    if event.get("subtype") == "message_changed":
        return _changed(body, event)
    if event.get("subtype") not in _SAYS or not _from_person(event):
        return None
    text = plain(event.get("text") or "")
    shows = bool(event.get("files") or event.get("attachments"))
    incoming = Incoming(body["event_id"], event["user"], text, aside="only_words" if shows and not text else None,
                        note="words_only" if shows else None)
    return SlackMessage(incoming, Place(event["channel"], event.get("thread_ts")))


def _from_person(event: dict[str, Any]) -> bool:
    return bool(event.get("user")) and not event.get("bot_id")


def _mention(body: dict[str, Any], event: dict[str, Any]) -> SlackMessage | None:
    """Named in a channel: others read along there."""
    if not _from_person(event):
        return None
    user = event["user"]
    incoming = Incoming(body["event_id"], user, plain(event.get("text") or ""), aside="invitation")
    private = f"https://slack.com/app_redirect?app={quote(str(body['api_app_id']))}&team={quote(str(body['team_id']))}"
    return SlackMessage(incoming, Place(event["channel"], event.get("thread_ts"), only_for=user), opens=private)


def _changed(body: dict[str, Any], event: dict[str, Any]) -> SlackMessage | None:
    """A person's own correction. Slack also calls it a change when it has looked up a link, or we marked a button."""
    now, before = event["message"], event.get("previous_message") or {}
    if not _from_person(now) or not now.get("edited") or now.get("text") == before.get("text"):
        return None
    incoming = Incoming(body["event_id"], now["user"], plain(now.get("text") or ""), aside="edited")
    return SlackMessage(incoming, Place(event["channel"], now.get("thread_ts")))


def read_press(payload: dict[str, Any]) -> SlackMessage | None:
    """A request about buttons; None for what needs no answer, as a tick before it is sent. Raises what
    :func:`read_event` raises."""
    channel = (payload.get("channel") or {}).get("id") or ""
    if payload.get("type") != "block_actions" or not channel.startswith("D"):
        return None
    action, message, user = payload["actions"][0], payload["message"], payload["user"]["id"]
    if action["type"] != "button" or not action.get("value"):
        return None
    place = Place(channel, message.get("thread_ts"))
    ticks = _ticks(payload)
    text, choice = action["value"], action["text"]["text"]
    sends = action["action_id"] == SEND_TICKED
    if why := hint(sends, ticks, text):
        aside = Incoming(f"{message['ts']}/{action['action_ts']}", user, aside=why)
        return SlackMessage(aside, replace(place, only_for=user))
    if sends:
        text, choice = ticked(text, map(int, ticks)), "; ".join(ticks.values())
    incoming = Incoming(f"{message['ts']}/{text}", user, text, pressed=True)
    pressed = Pressed(message["ts"], message.get("text") or "", message.get("blocks") or [], choice)
    return SlackMessage(incoming, place, pressed)


def _ticks(payload: dict[str, Any]) -> dict[str, str]:
    """Number and label of what is ticked."""
    values = ((payload.get("state") or {}).get("values") or {}).values()
    options = [option for parts in values for part in parts.values() for option in part.get("selected_options") or ()]
    return {option["value"]: option["text"]["text"] for option in options}


def plain(text: str) -> str:
    """The words as the person wrote them: Slack marks links, and names of people and channels."""
    text = _LABELLED.sub(r"\1", text)
    text = _PLAIN_LINK.sub(r"\1", _MENTION.sub(" ", text))
    return html.unescape(text).strip()
