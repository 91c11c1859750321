"""What both pretended platforms share: a real HTTP server that speaks an API, keeps what is sent, and can be unwell."""

from __future__ import annotations

import json
import threading
import time
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from stories.platforms.loopback import Quiet, running

_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Fault:
    """Instead of the next answer: a status with a body and headers; ``cut`` closes the line, ``seconds`` delays."""

    status: int = 0
    body: str = "{}"
    seconds: float = 0
    cut: bool = False
    headers: tuple[tuple[str, str], ...] = ()


class Platform(ABC):
    """``call`` answers one method of the API; ``shown`` are the messages by chat, ``calls`` everything asked for."""

    def __init__(self) -> None:
        self.base = ""
        self.shown: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._faults: dict[tuple[str, str], list[Fault]] = defaultdict(list)
        self._changed = threading.Condition()
        self._number = 0

    @abstractmethod
    def call(self, path: str, asked: dict[str, Any], headers: Any) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Status, body and headers of the answer to one request."""

    @abstractmethod
    def chat_of(self, asked: dict[str, Any]) -> str:
        """The chat that a request is about."""

    def fail(self, method: str, chat: str, *faults: Fault) -> None:
        """The next requests of that method in that chat get these instead of an answer."""
        self._faults[method, chat] += faults

    def number(self) -> int:
        """A new number, larger than all before."""
        with self._changed:
            self._number += 1
            return self._number

    def show(self, chat: str, message: dict[str, Any]) -> None:
        """A message appears in a chat."""
        with self._changed:
            self.shown[chat].append(message)
            self._changed.notify_all()

    def note(self, method: str, asked: dict[str, Any]) -> None:
        """Something was asked for."""
        with self._changed:
            self.calls.append((method, asked))
            self._changed.notify_all()

    def wait(self, chat: str, count: int, seconds: float = 30) -> list[dict[str, Any]]:
        """The chat's messages once there are that many."""
        with self._changed:
            enough = self._changed.wait_for(lambda: len(self.shown[chat]) >= count, seconds)
            assert enough, f"{len(self.shown[chat])} messages of {count} came: {self.shown[chat]}"
            return list(self.shown[chat])

    def asked(self, method: str, chat: str) -> list[dict[str, Any]]:
        """What was asked for with that method in that chat."""
        with self._changed:
            return [asked for name, asked in self.calls if name == method and self.chat_of(asked) == chat]

    def wait_asked(self, method: str, chat: str, count: int = 1, seconds: float = 15) -> list[dict[str, Any]]:
        """The same, once there are that many."""
        end = time.monotonic() + seconds
        while len(found := self.asked(method, chat)) < count:
            assert time.monotonic() < end, f"{method} was asked for {len(found)} times, not {count}"
            time.sleep(0.02)
        return found

    @contextmanager
    def up(self, port: int = 0) -> Iterator[str]:
        """Serving; the address."""
        platform = self

        class Handler(Quiet):
            def do_GET(self) -> None:
                self.answer({})

            def do_POST(self) -> None:
                self.answer(_fields(self.headers.get("Content-Type") or "",
                                    self.rfile.read(int(self.headers.get("Content-Length") or 0))))

            def answer(self, asked: dict[str, Any]) -> None:
                method = self.path.rpartition("/")[2]
                platform.note(method, asked)
                faults = platform._faults[method, platform.chat_of(asked)]
                fault = faults.pop(0) if faults else None
                if fault:
                    time.sleep(fault.seconds)
                if fault and fault.cut:
                    self.close_connection = True
                elif fault and fault.status:
                    self.give(fault.status, fault.body.encode(), {**_JSON, **dict(fault.headers)})
                else:
                    status, body, headers = platform.call(self.path, asked, self.headers)
                    self.give(status, json.dumps(body).encode(), {**_JSON, **headers})

        with running(Handler, port) as bound:
            self.base = f"http://127.0.0.1:{bound}"
            yield self.base


def _fields(kind: str, body: bytes) -> dict[str, Any]:
    if kind.startswith("application/json"):
        return dict(json.loads(body or b"{}"))
    fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
    return {name: _value(text) for name, text in fields.items()}


def _value(text: str) -> Any:
    """Structures travel as JSON inside a form; plain text stays what it is."""
    return json.loads(text) if text[:1] in "[{" else text
