"""The buttons under a message: one a row, so that a trembling hand finds them; lists are ticked in place."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from itertools import count

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from server.channels.forgetting import CONTROLS
from server.channels.messenger.words import words
from server.channels.offered import ANSWER
from server.channels.reply import Reply
from triage import shipped

# What a press sends, at most 64 bytes. The channel's own begin with a sign that no payload of Rasa's begins with.
TICK, SEND = "#tick:", "#send:"
_BOX = {False: "\N{BALLOT BOX} ", True: "\N{BALLOT BOX WITH CHECK} "}


def keyboard(reply: Reply, numbers_page: str) -> InlineKeyboardMarkup | None:
    """The buttons of a message; None when it has none."""
    rows = [[button] for button in (*_numbers(reply, numbers_page), *_boxes(reply), *(
        InlineKeyboardButton(button["title"], callback_data=button["payload"]) for button in reply.buttons))]
    return InlineKeyboardMarkup(rows) if rows else None


def _numbers(reply: Reply, page: str) -> Iterable[InlineKeyboardButton]:
    """In an emergency, the way to numbers that can be tapped, on top."""
    if page and reply.turn["triage"]["level"] == shipped().policy.stop_asking_at.id:
        country = f"?country={reply.turn['country']}" if reply.turn["country"] else ""
        yield InlineKeyboardButton(words()["numbers_to_call"], url=f"{page}{country}")


def _boxes(reply: Reply) -> Iterable[InlineKeyboardButton]:
    for number, choice, finding in zip(count(1), reply.turn["choices"], reply.turn["triage"]["asking"]):
        yield InlineKeyboardButton(f"{_BOX[False]}{number}. {choice}", callback_data=f"{TICK}{finding}")
    if reply.turn["choices"]:
        yield InlineKeyboardButton(words()["send_ticked"], callback_data=f"{SEND}{reply.turn['question']}")


def ticked_in(markup: InlineKeyboardMarkup | None) -> set[str]:
    """The findings ticked in a message's buttons."""
    return {finding for button, finding in _lines(markup) if button.text.startswith(_BOX[True])}


def with_ticks(markup: InlineKeyboardMarkup | None, findings: set[str]) -> InlineKeyboardMarkup | None:
    """The same buttons with these findings ticked."""
    if markup is None:
        return None
    new = {button: InlineKeyboardButton(f"{_BOX[finding in findings]}{_bare(button)}",
                                        callback_data=button.callback_data) for button, finding in _lines(markup)}
    return InlineKeyboardMarkup([[new.get(button, button)] for button in _buttons(markup)])


def without(markup: InlineKeyboardMarkup | None, data: str) -> InlineKeyboardMarkup | None:
    """The buttons that are left after a press: for an answer those that open a page, else all but the one pressed."""
    answers = data.startswith((ANSWER, SEND, *CONTROLS))
    rows = [[button] for button in _buttons(markup) if button.url or not (answers or button.callback_data == data)]
    return InlineKeyboardMarkup(rows) if rows else None


def label(markup: InlineKeyboardMarkup | None, data: str) -> str:
    """What the button with that data says."""
    return next((button.text for button in _buttons(markup) if button.callback_data == data), "")


def ticked_lines(markup: InlineKeyboardMarkup | None, findings: set[str]) -> dict[str, str]:
    """The findings ticked, in the order of the list, with their lines."""
    lines = {finding: _bare(button) for button, finding in _lines(markup) if finding in findings}
    return lines or dict.fromkeys(sorted(findings), "")


def _lines(markup: InlineKeyboardMarkup | None) -> Iterator[tuple[InlineKeyboardButton, str]]:
    for button in _buttons(markup):
        if isinstance(button.callback_data, str) and button.callback_data.startswith(TICK):
            yield button, button.callback_data.removeprefix(TICK)


def _bare(button: InlineKeyboardButton) -> str:
    return button.text.removeprefix(_BOX[True]).removeprefix(_BOX[False])


def _buttons(markup: InlineKeyboardMarkup | None) -> list[InlineKeyboardButton]:
    return [button for row in (markup.inline_keyboard if markup else ()) for button in row]


class Ticks:
    """What is ticked in the latest messages. Two quick taps both come with the buttons as they were before the first:
    the buttons alone would lose one. After a restart they are what is left."""

    REMEMBERED = 2000

    def __init__(self) -> None:
        self._ticked: OrderedDict[tuple[int, int], set[str]] = OrderedDict()
        self._unshown: set[tuple[int, int]] = set()

    def of(self, message: tuple[int, int], markup: InlineKeyboardMarkup | None) -> set[str]:
        """The findings ticked in the message of that chat and id."""
        return self._ticked.get(message, ticked_in(markup))

    def turn(self, message: tuple[int, int], markup: InlineKeyboardMarkup | None, finding: str) -> None:
        """Tick or untick a line."""
        self._ticked[message] = self.of(message, markup) ^ {finding}
        self._ticked.move_to_end(message)
        self._unshown.add(message)
        while len(self._ticked) > self.REMEMBERED:
            self._unshown.discard(self._ticked.popitem(last=False)[0])

    def not_shown(self, message: tuple[int, int]) -> None:
        """The message could not be changed: what is ticked must be shown with the next one."""
        if message in self._ticked:
            self._unshown.add(message)

    def unshown(self, message: tuple[int, int]) -> set[str] | None:
        """The ticks that the message does not show yet; None when an earlier call has given them."""
        if message not in self._unshown:
            return None
        self._unshown.discard(message)
        return self._ticked[message]
