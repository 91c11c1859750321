"""Our messages as Slack's blocks. What is said stands in ``text`` as a whole, for notifications and screen readers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from server.channels.messenger.texts import cut
from server.channels.messenger.words import words
from server.channels.reply import Reply
from server.channels.slack.reading import SEND_TICKED, TICKS
from server.speech.phones import pieces

# Slack's limits: characters in a section, options in a group of check boxes, characters of a label.
MOST_TEXT, MOST_OPTIONS, MOST_LABEL = 3000, 10, 75
# Numbers become longer as links; cut before they do.
_CUT_AT = 2000
_IN_A_ROW = 5

_Block = dict[str, Any]


def message(reply: Reply) -> dict[str, Any]:
    """Text and blocks of one message."""
    choices = reply.turn["choices"]
    listed = {f"{number}. {choice}" for number, choice in enumerate(choices, 1)}
    # The lines of a list stand beside their boxes.
    shown = "\n".join(line for line in reply.text.split("\n") if line not in listed)
    blocks = [_section(part) for part in cut(shown, _CUT_AT)]
    blocks += _boxes(choices)
    blocks += _rows([*_send(reply), *(_button(b["title"], b["payload"], f"choice_{n}")
                                      for n, b in enumerate(reply.buttons, 1))])
    return {"text": escaped(reply.text), "blocks": blocks}


def link(label: str, address: str) -> _Block:
    """A row with one button that opens a page."""
    return {"type": "actions", "elements": [{**_button(label, "", "link"), "url": address}]}


def marked(blocks: list[_Block], choice: str) -> list[_Block]:
    """The blocks of a message after a press: what was chosen instead of what can be chosen."""
    chosen = words()["you_chose"].replace("{choice}", choice)
    return [*(block for block in blocks if block.get("type") == "section"),
            {"type": "context", "elements": [{"type": "plain_text", "text": chosen[:MOST_TEXT], "emoji": False}]}]


def escaped(text: str) -> str:
    """Text in which Slack finds no links and mentions."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _section(text: str) -> _Block:
    linked = "".join(f"<{address}|{escaped(piece)}>" if address else escaped(piece) for piece, address in pieces(text))
    return {"type": "section", "text": {"type": "mrkdwn", "text": linked}}


def _boxes(choices: list[str]) -> Iterator[_Block]:
    numbered = [{"text": {"type": "plain_text", "text": f"{number}. {choice}"[:MOST_LABEL], "emoji": False},
                 "value": str(number)} for number, choice in enumerate(choices, 1)]
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
