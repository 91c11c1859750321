"""What a person can do on any channel, and what they then see."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

# Words of the channel, as people see them.
_SEVERAL = "{count} messages came instead of one"


class CannotDo(Exception):
    """The person cannot do that now, or got no proper answer; the message says why."""


@dataclass(frozen=True)
class Seen:
    """A reply as the person sees it. ``turn`` is the rest of the public interface (docs/interface.md): ``triage``,
    ``topic``, ``offers``; None where the channel does not show it."""

    text: str
    buttons: tuple[str, ...] = ()
    turn: dict[str, Any] | None = field(default=None)


class Person(ABC):
    """One person with one conversation; ``conversation`` is the id under which Rasa keeps it."""

    conversation: str

    @abstractmethod
    def say(self, text: str) -> Seen:
        """Write. Raises :class:`CannotDo`."""

    @abstractmethod
    def press(self, title: str) -> Seen:
        """Press a button of the latest message. Raises :class:`CannotDo`."""

    @abstractmethod
    def tick(self, lines: list[str]) -> Seen:
        """Tick lines of the latest list and send them. Raises :class:`CannotDo`."""

    def again(self) -> Seen:
        """Send the last message once more. Raises :class:`CannotDo`."""
        raise CannotDo("a message can be sent again on the website only; write: channel: website")

    @abstractmethod
    def moved(self, base: str) -> None:
        """The assistant is found elsewhere now."""


def only(replies: list[Any]) -> Any:
    """The one reply of a turn. Raises :class:`CannotDo`."""
    if len(replies) != 1:
        raise CannotDo(_SEVERAL.format(count=len(replies) or "no"))
    return replies[0]


def chosen(wanted: str, there: list[str], what: str) -> int:
    """The place of what is wanted, by its whole words or by some that only it has. Raises :class:`CannotDo`."""
    exact = [n for n, title in enumerate(there) if title.lower() == wanted.lower()]
    close = [n for n, title in enumerate(there) if wanted.lower() in title.lower()]
    for found in (exact, close):
        if len(found) == 1:
            return found[0]
    raise CannotDo(f'there is no {what} "{wanted}"; there are: {", ".join(there) or "none"}')
