"""The report: its parts one after the other, each with a table, the bars it is held to, and details.

A part is made by a module of its own (``outcomes`` is one). What is held to what is data: ``bars.yml``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from review.evaluation.measures import Bar, Measure

_BARS = Path(__file__).with_name("bars.yml")


@dataclass(frozen=True)
class Part:
    """One part of the report. ``details`` are lines to read, ``data`` goes into the JSON as it is."""

    name: str
    title: str
    measures: Mapping[str, Measure]
    bars: Sequence[Bar]
    details: Sequence[str] = ()
    data: Mapping[str, Any] = field(default_factory=dict)

    def verdicts(self) -> list[tuple[Bar, bool]]:
        """Each bar with whether it is met."""
        return [(bar, bar.met_by(self.measures[bar.measure].value)) for bar in self.bars]

    def not_met(self) -> list[str]:
        """The bars that are not met, in words."""
        return [bar.bar for bar, met in self.verdicts() if not met]


def held_to() -> dict[str, Any]:
    """What ``bars.yml`` says."""
    found: dict[str, Any] = yaml.safe_load(_BARS.read_text(encoding="utf-8"))
    return found


def as_text(parts: Sequence[Part]) -> str:
    """For people."""
    return "\n".join(line for part in parts for line in _part_as_text(part))


def _part_as_text(part: Part) -> list[str]:
    wide = max(len(name) for name in part.measures)
    lines = [part.title, "=" * len(part.title), ""]
    lines += [f"{name:<{wide}}  {measure.shown()}" for name, measure in part.measures.items()]
    lines += ["", *(f"{'met    ' if met else 'NOT met'}  {bar.bar}" for bar, met in part.verdicts())]
    return [*lines, "", *part.details, ""]


def as_data(parts: Sequence[Part]) -> dict[str, Any]:
    """For programs."""
    return {part.name: {
        "measures": {name: measure.data() for name, measure in part.measures.items()},
        "bars": [{"bar": bar.bar, "met": met} for bar, met in part.verdicts()],
        **part.data} for part in parts}


def write(parts: Sequence[Part], folder: Path) -> list[Path]:
    """``report.txt`` and ``report.json`` into a folder; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    text, data = folder / "report.txt", folder / "report.json"
    text.write_text(as_text(parts), encoding="utf-8")
    data.write_text(json.dumps(as_data(parts), indent=1, ensure_ascii=False), encoding="utf-8")
    return [text, data]
