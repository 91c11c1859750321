"""Pressing a button beside boxes that are ticked, or not."""

from __future__ import annotations

from collections.abc import Collection

from server.channels.offered import ANSWER


def hint(sends: bool, ticks: Collection[object], payload: str) -> str | None:
    """The name of the text that says why this press is no answer, if it is none: sending without a tick, and "none of
    these" or "not sure" beside one, which would lose it."""
    if sends and not ticks:
        return "tick_first"
    return "untick_first" if ticks and not sends and payload.startswith(ANSWER) else None
