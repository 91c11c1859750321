"""Numbers of the report, and the bars they are held to."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

# Two-sided 95 %.
_Z = statistics.NormalDist().inv_cdf(0.975)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score; with no case it says nothing."""
    if not of:
        return 0.0, 1.0
    share, spread = hits / of, _Z * _Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


class Measure(Protocol):
    """One line of a table. ``value`` is None when there was no case to measure."""

    @property
    def value(self) -> float | None:
        """What bars compare."""

    def shown(self) -> str:
        """For people."""

    def data(self) -> dict[str, Any]:
        """For programs."""


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """From 0 to 1."""
        return self.hits / self.of if self.of else None

    def shown(self) -> str:
        """With its interval."""
        if not self.of:
            return "no case"
        low, high = wilson(self.hits, self.of)
        return f"{self.hits:>3} of {self.of:<3} {self.hits / self.of:6.1%}  (95 % {low:.1%} to {high:.1%})"

    def data(self) -> dict[str, Any]:
        """With its interval."""
        low, high = wilson(self.hits, self.of)
        return {"hits": self.hits, "of": self.of, "share": self.value, "low": low, "high": high}


@dataclass(frozen=True)
class Middle:
    """The median of some counts, with the greatest."""

    counts: Sequence[int]

    @property
    def value(self) -> float | None:
        """The median."""
        return statistics.median(self.counts) if self.counts else None

    def shown(self) -> str:
        """Median and greatest."""
        if not self.counts:
            return "no case"
        return f"median {self.value:g}, at most {max(self.counts)} (n = {len(self.counts)})"

    def data(self) -> dict[str, Any]:
        """Median and greatest."""
        return {"median": self.value, "max": max(self.counts, default=None), "n": len(self.counts)}


@dataclass(frozen=True)
class Bar:
    """What a measure must reach; ``bar`` says it in words."""

    bar: str
    measure: str
    at_least: float | None = None
    at_most: float | None = None

    def met_by(self, value: float | None) -> bool:
        """Where nothing could be measured, nothing is met."""
        if value is None:
            return False
        return ((self.at_least is None or value >= self.at_least)
                and (self.at_most is None or value <= self.at_most))
