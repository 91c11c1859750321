"""One thing that a person did in a chat app."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Incoming:
    """Words or a press: ``id`` tells it from all others, and a repeated delivery has the same; ``person`` is the app's
    own id of who wrote. Where ``aside`` names a text, that is said and the conversation is left alone, unless the words
    tell of danger; ``in_private`` that nobody reads along. The text named by ``note`` goes with an answer."""

    id: str
    person: str
    text: str = ""
    pressed: bool = False
    aside: str | None = None
    note: str | None = None
    in_private: bool = True
