"""Requests as bytes on a connection: what no HTTP library would send."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from tests.conftest import Assistant

POST = b"POST /webhooks/rest/webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


@dataclass(frozen=True)
class Answer:
    """``status`` is 0 when the connection was closed without one."""

    status: int
    text: str


class Wire:
    """One connection. ``patience`` is in seconds."""

    def __init__(self, assistant: Assistant, patience: float = 10) -> None:
        address = urlsplit(assistant.base)
        self.socket = socket.create_connection((address.hostname, address.port), patience)

    def send(self, data: bytes) -> bool:
        """Send; whether the other side still takes it."""
        try:
            self.socket.sendall(data)
        except OSError:
            return False
        return True

    def received(self) -> str:
        """All that comes until the other side closes, or nothing comes any more within the patience."""
        came = b""
        try:
            while piece := self.socket.recv(65536):
                came += piece
        except OSError:
            pass
        return came.decode(errors="replace")

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


def answer_to(assistant: Assistant, data: bytes, *, patience: float = 10) -> Answer:
    """The first answer to those bytes, after which the other side is asked to close."""
    wire = Wire(assistant, patience)
    wire.send(data)
    text = wire.received().removeprefix("HTTP/1.1 100 Continue\r\n\r\n")
    wire.close()
    return Answer(int(text.split(" ", 2)[1]) if text else 0, text.partition("\r\n\r\n")[2])


def is_well(assistant: Assistant) -> bool:
    """Whether others are answered, and soon."""
    return httpx.get(f"{assistant.base}/health", timeout=5).status_code == 200
