"""A story as it was read: who does what, and what must be true of the reply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stories.vocabulary import ON_STORED, ON_TIME

SOMEBODY = "They"


@dataclass(frozen=True)
class Turn:
    """``kind`` is one of :data:`~stories.vocabulary.TURNS` and ``value`` what stands behind it; ``bot`` what must be
    true of the reply, ``during`` the fault that lasts as long as this turn, ``together`` the turns of "at once"."""

    kind: str
    value: Any
    line: int
    who: str = SOMEBODY
    during: str | None = None
    bot: dict[str, Any] | None = None
    together: tuple[Turn, ...] = ()


@dataclass(frozen=True)
class Story:
    """One story. ``name`` is ``behaviour/a_sentence``; ``during`` the fault that lasts all the time."""

    name: str
    title: str
    turns: tuple[Turn, ...]
    channel: str = "rest"
    during: str | None = None
    path: Path | None = None

    def all_turns(self) -> Iterator[Turn]:
        """Every turn, those that happen together included."""
        for turn in self.turns:
            yield turn
            yield from turn.together

    @property
    def faults(self) -> list[str]:
        """The faults that it wants."""
        return [fault for fault in (self.during, *(turn.during for turn in self.all_turns())) if fault]

    @property
    def wants_a_stage_of_its_own(self) -> bool:
        """Whether what it does to the assistant would be felt in other stories."""
        return (any(turn.kind in (ON_STORED, ON_TIME) for turn in self.all_turns())
                or any(not fault.startswith("the action server") for fault in self.faults))

    @property
    def wants_the_inside(self) -> str | None:
        """What of it cannot be played from outside, by address; None when all of it can."""
        if self.channel in ("slack", "telegram"):
            return f"it is played on {self.channel}"
        if self.faults:
            return f"it needs a fault ({self.faults[0]})"
        inner = next((turn.kind for turn in self.all_turns() if turn.kind in (ON_STORED, ON_TIME)), None)
        return f'it needs "{inner}"' if inner else None
