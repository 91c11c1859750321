"""The summary's own words, from ``knowledge/language/summary.yml``, and how it writes dates and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from server.summary.content import Reason
from triage import shipped

_MOST_UNSURE = 4


def wording() -> Mapping[str, str]:
    """The words by their keys."""
    return shipped().language["summary"]  # type: ignore[return-value]


def written(moment: datetime) -> str:
    """A moment as people write it, with its time zone."""
    return f"{moment.day} {moment:%B %Y, %H:%M %Z}"


def listed(labels: Sequence[str], most: int | None = None) -> str:
    """Labels inside a sentence; at most so many, and how many more there are."""
    if most is not None and len(labels) > most:
        labels = [*labels[:most], wording()["more"].format(count=len(labels) - most)]
    return "; ".join(labels)


def unsure_of(reason: Reason) -> str:
    """That a rule counts only because something is not known; empty when it counts for certain."""
    return wording()["unsure"].format(labels=listed(reason.unsure, _MOST_UNSURE)) if reason.unsure else ""
