"""What Slack's requests mean: words of a person, a press, or nothing that concerns us."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from server.channels.forgetting import CONTROLS
from server.channels.messenger.incoming import Incoming
from server.channels.messenger.ticking import hint
from server.channels.offered import ANSWER, ticked

# Ids of the parts of our messages (blocks.py).
SEND_TICKED = "send_ticked"
TICKS = "ticks"

# Kinds of message that carry what a person says; every other "subtype" is about the channel or the app itself.
_SAYS = (None, "file_share", "thread_broadcast", "me_message")
_LABELLED = re.compile(r"<[^<>|]*\|([^<>]*)>")
_MENTION = re.compile(r"<[@#!][^<>]*>")
_PLAIN_LINK = re.compile(r"<([^<>]*)>")
# Bold, italic, struck through and code, which would split a sentence for whoever reads only words. The length is bound:
# somebody may write thousands of asterisks.
_FORMATTED = re.compile(r"(?<!\w)([*_~]|`{1,3})(?=\S)([^\n]{1,200}?)(?<=\S)\1(?!\w)")


@dataclass(frozen=True)
class Place:
    """Where an answer goes: a channel, a thread in it, and in a channel only before one person's eyes."""

    channel: str
    thread: str | None = None
    only_for: str | None = None


@dataclass(frozen=True)
class Pressed:
    """The message whose button was pressed: its time, which is its id, text, blocks, the button's id and label, and
    whether the press ``answers`` a question, so that nothing else on it can be pressed any more."""

    time: str
    text: str
    blocks: list[dict[str, Any]]
    action: str
    choice: str
    answers: bool


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
    if event.get("type") != "message" or event.get("channel_type", "im") != "im" or not _is_private(event):
        return None
    if event.get("subtype") == "message_changed":
        return _changed(body, event)
    if event.get("subtype") not in _SAYS or not _from_person(event):
        return None
    # What is passed on to us from another conversation comes as an attachment.
    passed_on = [str(part["text"]) for part in event.get("attachments") or () if part.get("text")]
    text = plain("\n".join([event.get("text") or "", *passed_on]))
    shows = bool(event.get("files")) or (bool(event.get("attachments")) and not passed_on)
    incoming = Incoming(body["event_id"], event["user"], text, aside="only_words" if shows and not text else None,
                        note="words_only" if shows else None)
    return SlackMessage(incoming, Place(event["channel"], event.get("thread_ts")))


def _is_private(event: dict[str, Any]) -> bool:
    return str(event["channel"]).startswith("D")


def _from_person(event: dict[str, Any]) -> bool:
    return bool(event.get("user")) and not event.get("bot_id")


def _mention(body: dict[str, Any], event: dict[str, Any]) -> SlackMessage | None:
    """Named in a channel: others read along there."""
    if not _from_person(event):
        return None
    user = event["user"]
    incoming = Incoming(body["event_id"], user, plain(event.get("text") or ""), aside="invitation", in_private=False)
    app, team = (quote(str(body.get(name) or "")) for name in ("api_app_id", "team_id"))
    private = f"https://slack.com/app_redirect?app={app}&team={team}" if app and team else None
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
    action, message, user = payload["actions"][0], payload.get("message") or {}, payload["user"]["id"]
    if action["type"] != "button" or not action.get("value"):
        return None
    time = message.get("ts") or payload["container"]["message_ts"]
    place = Place(channel, message.get("thread_ts"))
    ticks = _ticks(payload)
    text, choice, name = action["value"], action["text"]["text"], action["action_id"]
    sends = name == SEND_TICKED
    if why := hint(sends, ticks, text):
        return SlackMessage(Incoming(f"{channel}/{time}/{action['action_ts']}", user, aside=why), place)
    if sends:
        text, choice = ticked(text, ticks), "; ".join(ticks.values())
    pressed = Pressed(time, html.unescape(message.get("text") or ""), message.get("blocks") or [], name, choice,
                      answers=text.startswith((ANSWER, *CONTROLS)))
    return SlackMessage(Incoming(f"{channel}/{time}/{text}", user, text, pressed=True), place,
                        pressed if message else None)


def _ticks(payload: dict[str, Any]) -> dict[str, str]:
    """Finding and label of what is ticked."""
    values = ((payload.get("state") or {}).get("values") or {}).values()
    options = [option for parts in values for part in parts.values() for option in part.get("selected_options") or ()]
    return {option["value"]: option["text"]["text"] for option in options}


def plain(text: str) -> str:
    """The words as the person wrote them: Slack marks links, names of people and channels, and how words look."""
    text = _LABELLED.sub(r"\1", text)
    text = _PLAIN_LINK.sub(r"\1", _MENTION.sub(" ", text))
    text = html.unescape(text)
    for _ in range(2):  # bold within italic
        text = _FORMATTED.sub(r"\2", text)
    return text.strip()
