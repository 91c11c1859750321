"""Texts within what a chat app takes in one message or block."""

from __future__ import annotations

from collections.abc import Callable, Iterator


def cut(text: str, most: int, length: Callable[[str], int] = len) -> Iterator[str]:
    """The text in pieces of at most ``most``, between lines where that can be, else between words."""
    while length(text) > most:
        at = most
        while length(text[:at]) > most:
            at -= 1
        at = max(text.rfind("\n", 1, at), 0) or max(text.rfind(" ", 1, at), 0) or at
        yield text[:at].rstrip()
        text = text[at:].lstrip("\n ")
    yield text


def utf16(text: str) -> int:
    """The length as some apps count it: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2
