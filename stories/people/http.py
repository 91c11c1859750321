"""People on the channels that answer over plain HTTP: REST, and the website."""

from __future__ import annotations

import json
import secrets
from typing import Any

import httpx

from stories.people.person import CannotDo, Person, Seen, chosen, only

# The guard promises an answer within 15 s.
_PATIENCE_S = 30


class OnRest(Person):
    """``POST /webhooks/rest/webhook``."""

    name = "rest"

    def __init__(self, base: str, client: httpx.Client) -> None:
        self._base, self._client = base, client
        self._id = secrets.token_urlsafe(24)
        self.conversation = f"{self.name}:{self._id}"
        self._buttons: list[dict[str, str]] = []
        self._choices: list[str] = []

    def say(self, text: str) -> Seen:
        """Write."""
        return self._took(self._messages({"sender": self._id, "message": text}))

    def press(self, title: str) -> Seen:
        """Send a button's payload."""
        titles = [button["title"] for button in self._buttons]
        return self.say(self._buttons[chosen(title, titles, "button")]["payload"])

    def tick(self, lines: list[str]) -> Seen:
        """Sends the numbers of the lines, as the widget does."""
        return self.say(" and ".join(str(chosen(line, self._choices, "line") + 1) for line in lines))

    def moved(self, base: str) -> None:
        """Another address from now on."""
        self._base = base

    def _messages(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        return self._posted("webhook", body).json()

    def _posted(self, route: str, body: dict[str, Any]) -> httpx.Response:
        try:
            answer = self._client.post(f"{self._base}/webhooks/{self.name}/{route}", content=json.dumps(body),
                                       timeout=_PATIENCE_S)
        except httpx.HTTPError as error:
            raise CannotDo(f"no answer came: {type(error).__name__}") from None
        if answer.status_code != 200:
            raise CannotDo(f"it was refused with {answer.status_code}: {answer.text[:300]}")
        return answer

    def _took(self, messages: list[dict[str, Any]]) -> Seen:
        message = only(messages)
        self._buttons, self._choices = message.get("buttons", []), message["choices"]
        return Seen(message["text"], tuple(button["title"] for button in self._buttons), message)


class OnWebsite(OnRest):
    """``POST /webhooks/web/message``: each message carries an id, so that it can be sent again."""

    name = "web"

    def __init__(self, base: str, client: httpx.Client) -> None:
        super().__init__(base, client)
        self._last: dict[str, Any] | None = None
        self._answer = ""

    def say(self, text: str) -> Seen:
        """Write, under an id of its own."""
        self._last = {"sender": self._id, "message": text, "id": secrets.token_urlsafe(12)}
        seen = self._took(self._messages(self._last))
        self._answer = seen.text
        return seen

    def again(self) -> Seen:
        """The same message with the same id."""
        if self._last is None:
            raise CannotDo("nothing was sent yet that could be sent again")
        seen = self._took(self._messages(self._last))
        if seen.text != self._answer:
            raise CannotDo("the message that was sent again got another answer than the first time")
        return seen

    def _messages(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self._posted("message", body).text.splitlines()]
        return [line for line in lines if "done" not in line]
