"""What a person does, done on a channel: also with buttons that are long past, or that are somebody else's."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import httpx

from server.channels.messenger.words import words
from stories.people.http import OnRest
from stories.people.messengers import OnMessenger, OnSlack, OnTelegram
from stories.people.person import CannotDo, Person, Seen
from stories.platforms.slack_person import SlackPerson
from stories.platforms.slack_person import read as read_slack
from stories.platforms.telegram_person import TelegramPerson
from tests.input.move import FOREIGN_PRESS, OLD_PRESS, PRESS, TICK, Move

# What was done in the words of a story (docs/stories.md), or None where stories cannot say it; and what came.
Deed = tuple[dict[str, Any] | None, Seen]


class Hands(ABC):
    """The hands of one ``person``."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def do(self, move: Move) -> Deed:
        """Do it. Raises :class:`CannotDo` when no proper answer comes."""
        if move.kind == FOREIGN_PRESS:
            return self._foreign(move.text)
        if move.kind == TICK and (there := self._lines()):
            bits = move.n % (2 ** len(there)) or 1
            lines = [line for at, line in enumerate(there) if bits >> at & 1]
            return {"tick": lines}, self.person.tick(lines)
        presses = {PRESS: self._presses, OLD_PRESS: self._old_presses}.get(move.kind, list)()
        if presses:
            return presses[move.n % len(presses)]()
        text = move.text if move.kind not in (PRESS, OLD_PRESS, TICK) else move.text or "ok"
        return {"user": text}, self._say(text)

    @abstractmethod
    def _lines(self) -> list[str]:
        """Lines of the latest message that can be ticked."""

    @abstractmethod
    def _presses(self) -> list[Callable[[], Deed]]:
        """Presses of the latest message's buttons."""

    @abstractmethod
    def _old_presses(self) -> list[Callable[[], Deed]]:
        """Presses of buttons further up that still look as if they could be pressed."""

    @abstractmethod
    def _foreign(self, payload: str) -> Deed:
        """A press of a button that is not there."""

    def _say(self, text: str) -> Seen:
        return self.person.say(text)


class HandsOnHttp(Hands):
    """On REST and the website a press is a message with the button's payload."""

    def __init__(self, person: OnRest) -> None:
        super().__init__(person)
        self._shown: list[dict[str, Any]] = []

    def do(self, move: Move) -> Deed:
        """Remembers what came."""
        deed, seen = super().do(move)
        self._shown.append(seen.turn or {})
        return deed, seen

    def _lines(self) -> list[str]:
        return list(self._shown[-1]["choices"]) if self._shown else []

    def _presses(self) -> list[Callable[[], Deed]]:
        return [lambda b=b: ({"press": b["title"]}, self.person.press(b["title"]))  # type: ignore[misc]
                for b in (self._shown[-1].get("buttons", ()) if self._shown else ())]

    def _old_presses(self) -> list[Callable[[], Deed]]:
        return [lambda b=b: self._foreign(b["payload"])  # type: ignore[misc]
                for shown in self._shown[:-1] for b in shown.get("buttons", ())]

    def _foreign(self, payload: str) -> Deed:
        return {"user": payload}, self.person.say(payload)


class HandsInApp(Hands):
    """In Slack and Telegram every message of the chat stays there. The second half of a double press is answered by
    nothing, on purpose, so nothing is pressed twice here."""

    person: OnMessenger

    def __init__(self, person: OnMessenger) -> None:
        super().__init__(person)
        self._pressed: set[tuple[Any, str]] = set()

    @property
    def _chat(self) -> list[dict[str, Any]]:
        return self.person.in_app.api.shown[self.person.in_app.chat]

    def _lines(self) -> list[str]:
        # The words for "send what I ticked" stand on a button of their own, which only ticks come with.
        return self.person.in_app.boxes() if self._chat else []

    def _presses(self) -> list[Callable[[], Deed]]:
        return self._presses_of(self._chat[-1:])

    def _old_presses(self) -> list[Callable[[], Deed]]:
        return self._presses_of(self._chat[:-1])

    def _presses_of(self, messages: list[dict[str, Any]]) -> list[Callable[[], Deed]]:
        found = [(message, label, self._payload(button)) for message in messages
                 for label, button in self.person.in_app.buttons(message).items()
                 if label != words()["send_ticked"]]
        latest = self._chat[-1:]
        return [lambda m=m, label=label, p=p: ({"press": label} if [m] == latest else None,  # type: ignore[misc]
                                               self._press(m, label, p))
                for m, label, p in found if p and not p.startswith("#tick:") and (self._id(m), p) not in self._pressed]

    def _press(self, message: dict[str, Any], label: str, payload: str) -> Seen:
        self._pressed.add((self._id(message), payload))
        return self._seen(lambda: self.person.in_app.pressed(label, message))

    def _foreign(self, payload: str) -> Deed:
        if not self._chat:
            return {"user": "hello"}, self.person.say("hello")
        message = self._chat[-1]
        if (self._id(message), payload) in self._pressed:
            return {"user": payload}, self.person.say(payload)
        self._pressed.add((self._id(message), payload))
        return None, self._seen(lambda: self._forged(message, payload))

    def _seen(self, deed: Callable[[], dict[str, Any]]) -> Seen:
        try:
            message = deed()
        except (AssertionError, httpx.HTTPError) as error:
            raise CannotDo(str(error) or type(error).__name__) from None
        return Seen(self._read(message), tuple(self.person.in_app.buttons(message)))

    @abstractmethod
    def _payload(self, button: dict[str, Any]) -> str:
        """What a button sends; "" when it opens a page."""

    @abstractmethod
    def _id(self, message: dict[str, Any]) -> Any:
        """What tells a message from others."""

    @abstractmethod
    def _forged(self, message: dict[str, Any], payload: str) -> dict[str, Any]:
        """The reply to a press of a button that this message does not have."""

    @abstractmethod
    def _read(self, message: dict[str, Any]) -> str:
        """A message's words."""


class HandsInSlack(HandsInApp):
    """Slack."""

    def _payload(self, button: dict[str, Any]) -> str:
        return str(button.get("value") or "")

    def _id(self, message: dict[str, Any]) -> Any:
        return message["ts"]

    def _forged(self, message: dict[str, Any], payload: str) -> dict[str, Any]:
        person = self.person.in_app
        assert isinstance(person, SlackPerson)
        action = {"type": "button", "action_id": "choice_1", "block_id": "row_1", "value": payload,
                  "text": {"type": "plain_text", "text": "Press"}}
        assert person.interact(action, message).status_code == 200
        return person.next()

    def _read(self, message: dict[str, Any]) -> str:
        return read_slack(message)


class HandsInTelegram(HandsInApp):
    """Telegram."""

    def _payload(self, button: dict[str, Any]) -> str:
        return str(button.get("callback_data") or "")

    def _id(self, message: dict[str, Any]) -> Any:
        return message["message_id"]

    def _forged(self, message: dict[str, Any], payload: str) -> dict[str, Any]:
        person = self.person.in_app
        assert isinstance(person, TelegramPerson)
        update = person.update(text="")
        query = {"id": str(update["update_id"]), "from": update["message"]["from"], "message": {**message},
                 "chat_instance": "1", "data": payload}
        assert person.post({"update_id": update["update_id"], "callback_query": query}).status_code == 200
        return person.next()

    def _read(self, message: dict[str, Any]) -> str:
        return str(message["text"])


def hands_of(person: Person) -> Hands:
    """The hands that fit a person's channel."""
    if isinstance(person, OnSlack):
        return HandsInSlack(person)
    if isinstance(person, OnTelegram):
        return HandsInTelegram(person)
    assert isinstance(person, OnRest)
    return HandsOnHttp(person)
