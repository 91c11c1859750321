"""What comes into a turn of the check and what goes out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Heard:
    """What a message brought: findings told (``said`` the words they were told in), findings only named, findings
    that count once what they belong to is known (``only_with``), screens whose words were used vaguely, a short
    answer, its length in words, the country, a topic asked on the side, topics that may have been meant (``offers``),
    for a pressed button the question it belongs to, whether the person takes back what they said without saying what
    (``takes_back``), and findings that it may mean (``suspects``), where it may be an emergency (``alarming``);
    ``elsewhere`` where it is about nothing of ours, which only matters outside of a check; ``scrap`` for a few words
    that tell and ask nothing, and only where no question stands may mean a topic."""

    told: Mapping[str, str]
    named: Sequence[str] = ()
    unattached: Mapping[str, str] = field(default_factory=dict)
    vague: Sequence[str] = ()
    answer: Mapping[str, Any] | None = None
    said: Mapping[str, str] = field(default_factory=dict)
    words: int = 0
    country: str | None = None
    topic: str | None = None
    offers: Sequence[str] = ()
    pressed: str | None = None
    takes_back: bool = False
    suspects: Sequence[str] = ()
    alarming: bool = False
    elsewhere: bool = False
    scrap: bool = False

    @property
    def wish(self) -> str | None:
        """``back`` or ``again``, when the message is a wish about the questions."""
        kind = self.answer["kind"] if self.answer else None
        return kind if kind in ("back", "again") else None


@dataclass(frozen=True)
class Asked:
    """The question the latest bot message put: its id and the findings it is about."""

    question: str | None = None
    asking: Sequence[str] = ()


@dataclass(frozen=True)
class Reply:
    """The response to give and what it is filled with; see ``server/speech``."""

    response: str
    say: dict[str, Any]
