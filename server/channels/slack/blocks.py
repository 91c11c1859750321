"""Our messages as Slack's blocks. What is said stands in ``text`` as a whole, for notifications and screen readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from server.channels.messenger.texts import cut
from server.channels.messenger.words import words
from server.channels.reply import Reply
from server.channels.slack.reading import SEND_TICKED, TICKS, Pressed
from server.speech.phones import pieces

# Slack's limits: characters in a section, options in a group of check boxes, characters of a label.
MOST_TEXT, MOST_OPTIONS, MOST_LABEL = 3000, 10, 75
# Numbers become longer as links; cut before they do.
_CUT_AT = 2000
_IN_A_ROW = 5
_PAGE = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)]")

_Block = dict[str, Any]


def message(reply: Reply) -> dict[str, Any]:
    """Text and blocks of one message."""
    choices = reply.turn["choices"]
    listed = {f"{number}. {choice}" for number, choice in enumerate(choices, 1)}
    # The lines of a list stand beside their boxes.
    shown = "\n".join(line for line in reply.text.split("\n") if line not in listed)
    blocks = [*_sections(shown), *_boxes(reply)]
    blocks += _rows([*_send(reply), *(_button(b["title"], b["payload"], f"choice_{n}")
                                      for n, b in enumerate(reply.buttons, 1))])
    return {"text": escaped(reply.text), "blocks": blocks}


def link(label: str, address: str) -> _Block:
    """A row with one button that opens a page."""
    return {"type": "actions", "elements": [{**_button(label, "", "link"), "url": address}]}


def marked(pressed: Pressed) -> list[_Block]:
    """The blocks of a message after a press: what was chosen, and what can still be."""
    chosen = words()["you_chose"].replace("{choice}", pressed.choice)[:MOST_TEXT]
    note = {"type": "context", "elements": [{"type": "plain_text", "text": chosen, "emoji": False}]}
    if pressed.answers:
        return [*_sections(pressed.text), note]
    left = ({**block, "elements": [e for e in block["elements"] if e.get("action_id") != pressed.action]}
            if block.get("type") == "actions" else block for block in pressed.blocks)
    return [*(block for block in left if block.get("elements", True)), note]


def escaped(text: str) -> str:
    """Text in which Slack finds no links and mentions."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _sections(text: str) -> Iterator[_Block]:
    for part in cut(text, _CUT_AT):
        linked = "".join(f"<{address}|{escaped(piece)}>" if address else _PAGE.sub(r"<\g<0>>", escaped(piece))
                         for piece, address in pieces(part))
        # "verbatim": Slack looks for nothing more to link, as names of channels and people.
        yield {"type": "section", "text": {"type": "mrkdwn", "text": linked, "verbatim": True}}


def _boxes(reply: Reply) -> Iterator[_Block]:
    lines = zip(count(1), reply.turn["choices"], reply.turn["triage"]["asking"])
    numbered = [{"text": {"type": "plain_text", "text": f"{number}. {choice}"[:MOST_LABEL], "emoji": False},
                 "value": finding} for number, choice, finding in lines]
    for start in range(0, len(numbered), MOST_OPTIONS):
        group = {"type": "checkboxes", "action_id": TICKS, "options": numbered[start:start + MOST_OPTIONS]}
        yield {"type": "actions", "block_id": f"{TICKS}_{start}", "elements": [group]}


def _send(reply: Reply) -> list[_Block]:
    if not reply.turn["choices"]:
        return []
    return [{**_button(words()["send_ticked"], reply.turn["question"] or "", SEND_TICKED), "style": "primary"}]


def _button(label: str, value: str, action: str) -> _Block:
    button: _Block = {"type": "button", "action_id": action,
                      "text": {"type": "plain_text", "text": label[:MOST_LABEL], "emoji": False}}
    return {**button, "value": value} if value else button


def _rows(buttons: list[_Block]) -> Iterator[_Block]:
    for number, start in zip(count(1), range(0, len(buttons), _IN_A_ROW)):
        yield {"type": "actions", "block_id": f"row_{number}", "elements": buttons[start:start + _IN_A_ROW]}
