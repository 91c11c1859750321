"""People in Slack and Telegram, over the pretended platforms. Level and rules are not shown there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from server.channels.guard import Guard
from server.channels.messenger.conversations import Conversations
from server.channels.messenger.words import words
from stories.people.person import CannotDo, Person, Seen, chosen
from stories.platforms import slack_api, slack_person, telegram_api
from stories.platforms.slack_person import SlackPerson
from stories.platforms.telegram_person import TelegramPerson


class OnMessenger(Person):
    """The part that both apps share; ``in_app`` is the person with everything that only this app can do."""

    def __init__(self, person: SlackPerson | TelegramPerson, conversation: str) -> None:
        self.in_app, self.conversation = person, conversation

    def say(self, text: str) -> Seen:
        """Write."""
        return self._saw(lambda: self.in_app.say(text))

    def press(self, title: str) -> Seen:
        """Press a button."""
        there = list(self.in_app.buttons())
        label = there[chosen(title, there, "button")]
        return self._saw(lambda: self.in_app.pressed(label))

    def tick(self, lines: list[str]) -> Seen:
        """Tick boxes and send them."""
        there = self.in_app.boxes()
        labels = [there[chosen(line, there, "line")] for line in lines]

        def send() -> dict[str, Any]:
            self.in_app.tick(*labels)
            return self.in_app.pressed(words()["send_ticked"])
        return self._saw(send)

    def moved(self, base: str) -> None:
        """Another address from now on."""
        self.in_app.url = f"{base}{httpx.URL(self.in_app.url).path}"

    def _saw(self, deed: Callable[[], dict[str, Any]]) -> Seen:
        try:
            message = deed()
        except (AssertionError, httpx.HTTPError) as error:
            raise CannotDo(str(error) or type(error).__name__) from None
        return Seen(self._read(message), tuple(self.in_app.buttons()))

    def _read(self, message: dict[str, Any]) -> str:
        return str(message["text"])


class OnSlack(OnMessenger):
    """In a direct message of their own."""

    def __init__(self, base: str, api: slack_api.SlackApi) -> None:
        person = SlackPerson(base, api)
        super().__init__(person, _conversation("slack", "Slack", slack_api.SECRET, person.user))

    def _read(self, message: dict[str, Any]) -> str:
        return slack_person.read(message)


class OnTelegram(OnMessenger):
    """In a private chat of their own."""

    def __init__(self, base: str, api: telegram_api.TelegramApi) -> None:
        person = TelegramPerson(base, api)
        super().__init__(person, _conversation("telegram", "Telegram", telegram_api.TOKEN, person.chat))


def _conversation(channel: str, app: str, secret: str, person: str) -> str:
    """The id under which Rasa keeps what this person says."""
    async def nobody(message: Any) -> None:
        """Nothing is handled here."""
    return f"{channel}:{Conversations(Guard(channel, nobody), app, secret).conversation(person)}"
