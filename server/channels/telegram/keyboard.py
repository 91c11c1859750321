"""The buttons under a message: one a row, so that a trembling hand finds them; lists are ticked in place."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from server.channels.messenger.words import words
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
    choices = reply.turn["choices"]
    for number, choice in enumerate(choices, 1):
        yield InlineKeyboardButton(f"{_BOX[False]}{number}. {choice}", callback_data=f"{TICK}{number}")
    if choices:
        yield InlineKeyboardButton(words()["send_ticked"], callback_data=f"{SEND}{reply.turn['question']}")


def ticked_in(markup: InlineKeyboardMarkup | None) -> set[int]:
    """The numbers ticked in a message's buttons."""
    return {int(button.callback_data.removeprefix(TICK)) for button in _buttons(markup)
            if str(button.callback_data).startswith(TICK) and button.text.startswith(_BOX[True])}


def with_ticks(markup: InlineKeyboardMarkup | None, numbers: set[int]) -> InlineKeyboardMarkup | None:
    """The same buttons with these numbers ticked."""
    if markup is None:
        return None
    return InlineKeyboardMarkup([[_with_tick(button, numbers) for button in row] for row in markup.inline_keyboard])


def _with_tick(button: InlineKeyboardButton, numbers: set[int]) -> InlineKeyboardButton:
    data = str(button.callback_data)
    if not data.startswith(TICK):
        return button
    label = button.text.removeprefix(_BOX[True]).removeprefix(_BOX[False])
    return InlineKeyboardButton(f"{_BOX[int(data.removeprefix(TICK)) in numbers]}{label}", callback_data=data)


def label(markup: InlineKeyboardMarkup | None, data: str) -> str:
    """What the button with that data says."""
    return next((button.text for button in _buttons(markup) if button.callback_data == data), "")


def ticked_labels(markup: InlineKeyboardMarkup | None, numbers: set[int]) -> str:
    """The lines ticked, in words."""
    return "; ".join(button.text.removeprefix(_BOX[True]).removeprefix(_BOX[False]) for button in _buttons(markup)
                     if button.callback_data in {f"{TICK}{number}" for number in numbers})


def _buttons(markup: InlineKeyboardMarkup | None) -> list[InlineKeyboardButton]:
    return [button for row in (markup.inline_keyboard if markup else ()) for button in row]


class Ticks:
    """What is ticked in the latest messages. Two quick taps both come with the buttons as they were before the first:
    the buttons alone would lose one. After a restart they are what is left."""

    REMEMBERED = 2000

    def __init__(self) -> None:
        self._ticked: OrderedDict[tuple[int, int], set[int]] = OrderedDict()
        self._unshown: set[tuple[int, int]] = set()

    def of(self, message: tuple[int, int], markup: InlineKeyboardMarkup | None) -> set[int]:
        """The numbers ticked in the message of that chat and id."""
        return self._ticked.get(message, ticked_in(markup))

    def turn(self, message: tuple[int, int], markup: InlineKeyboardMarkup | None, number: int) -> None:
        """Tick or untick a number."""
        self._ticked[message] = self.of(message, markup) ^ {number}
        self._ticked.move_to_end(message)
        self._unshown.add(message)
        while len(self._ticked) > self.REMEMBERED:
            self._unshown.discard(self._ticked.popitem(last=False)[0])

    def unshown(self, message: tuple[int, int]) -> Iterator[set[int]]:
        """The ticks that the message does not show yet, once; nothing when an earlier call has given them."""
        if message in self._unshown:
            self._unshown.discard(message)
            yield self._ticked[message]
