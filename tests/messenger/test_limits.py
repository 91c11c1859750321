"""Everything that can be said fits what Slack and Telegram take, and their own libraries can read it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from aiogram import types
from slack_sdk.models.blocks import Block

from server.channels.fallback import closed
from server.channels.messenger.texts import cut, utf16
from server.channels.reply import Reply
from server.channels.slack import blocks as slack
from server.channels.slack.reading import Pressed
from server.channels.telegram.keyboard import keyboard
from server.launch.settings import ROOT
from server.speech.parts import Parts
from server.speech.turn import turn
from stories.platforms.slack_api import wrong_message as wrong_on_slack
from stories.platforms.telegram_api import wrong_message as wrong_on_telegram
from triage import Knowledge, shipped

PAGE = "https://assistant.example/webhooks/telegram/numbers"


def responses() -> Iterator[tuple[str, Reply]]:
    """Every response of the domain as it stands in its file."""
    for file in sorted((ROOT / "data").rglob("*.yml")):
        for name, variations in (yaml.safe_load(file.read_text()).get("responses") or {}).items():
            for variation in variations:
                yield name, Reply.of(closed(variation["text"]), variation)


def questions(knowledge: Knowledge) -> Iterator[tuple[str, Reply]]:
    """Every question of the check, for oneself and for somebody else."""
    asked = [(screen.id, list(screen.items)) for screen in knowledge.screens] + [(i, [i]) for i in knowledge.findings]
    for they in (False, True):
        parts = Parts(knowledge, None, they)
        for id, asking in asked:
            yield id, Reply(closed(parts.question(id, asking)), parts.question_buttons(id, asking),
                            turn(asking=asking, question=id, choices=parts.choices(asking)))


def emergencies(knowledge: Knowledge) -> Iterator[tuple[str, Reply]]:
    """What to do by every rule, in every country."""
    for code in knowledge.countries:
        parts = Parts(knowledge, code, False)
        for rule in knowledge.rule_by_id.values():
            yield rule.id, Reply(closed(parts.filled(f"{rule.do}\n{rule.because}\n{parts.country.list}")), [],
                                 turn(level=rule.level.id, country=parts.known_country))


ALL = [*responses(), *questions(shipped()), *emergencies(shipped())]


def telegram_message(reply: Reply) -> dict[str, Any]:
    markup = keyboard(reply, PAGE)
    return {"text": reply.text, **({"reply_markup": markup.to_dict()} if markup else {})}


def test_there_is_much_to_look_at() -> None:
    assert len(ALL) > 1000 and any(len(reply.turn["choices"]) > 10 for _, reply in ALL)


def test_slack_takes_all_of_it() -> None:
    for name, reply in ALL:
        message = {"channel": "D1", **slack.message(reply)}
        assert not wrong_on_slack(message), name
        for block in Block.parse_all(message["blocks"]):
            block.validate_json()
        for answers in (True, False):
            pressed = Pressed("1", reply.text, message["blocks"], "choice_1", "x" * 4000, answers)
            assert not wrong_on_slack({**message, "blocks": slack.marked(pressed)}), name


def test_telegram_takes_all_of_it() -> None:
    for name, reply in ALL:
        message = telegram_message(reply)
        assert not wrong_on_telegram(message), name
        whole = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, **message}
        read = types.Message(**whole)
        assert read.text == reply.text
        if "reply_markup" in message:
            assert types.InlineKeyboardMarkup(**message["reply_markup"]).inline_keyboard


def test_every_button_and_every_line_is_there() -> None:
    for name, reply in ALL:
        on_slack = [element for block in slack.message(reply)["blocks"] for element in block.get("elements", ())]
        labels = [e["text"]["text"] for e in on_slack if e["type"] == "button"]
        boxes = [o["text"]["text"] for e in on_slack if e["type"] == "checkboxes" for o in e["options"]]
        rows = telegram_message(reply).get("reply_markup", {}).get("inline_keyboard", [])
        for button in reply.buttons:
            assert button["title"] in labels and [button["title"]] in [[b["text"] for b in row] for row in rows], name
        for number, choice in enumerate(reply.turn["choices"], 1):
            assert f"{number}. {choice}" in boxes and f"☐ {number}. {choice}" in [row[0]["text"] for row in rows], name


def test_every_word_of_the_text_is_in_slacks_blocks_once() -> None:
    for name, reply in ALL:
        shown = "\n".join(block["text"]["text"] for block in slack.message(Reply(reply.text))["blocks"])
        shown = html.unescape(re.sub(r"<(?:[^<>|]*\|)?([^<>]*)>", r"\1", shown))
        assert shown.split() == reply.text.split(), name


@pytest.mark.parametrize("text", [
    "", "a", "x" * 10_000, "word " * 3000, "line\n" * 3000, "😀" * 5000, "\n" * 50 + "x" * 50])
@pytest.mark.parametrize(("most", "length"), [(3900, utf16), (2000, len)])
def test_long_texts_are_cut_and_nothing_of_them_is_lost(text: str, most: int, length: Any) -> None:
    parts = list(cut(text, most, length))
    assert all(length(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_more_buttons_than_a_row_takes_are_all_there() -> None:
    reply = Reply("Which?", [{"title": f"Choice {n}", "payload": f"/choice_{n}"} for n in range(23)])
    message = {"channel": "D1", **slack.message(reply)}
    assert not wrong_on_slack(message)
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    assert [len(row["elements"]) for row in rows] == [5, 5, 5, 5, 3]
