"""What was measured, as plain numbers."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.talking import Times


@dataclass
class Figures:
    """By contestant. ``turns`` of each kind of message; ``first_words`` on a website (ours only); ``long`` by turn;
    ``crowds`` messages a second by people at once; ``memory_mb`` after loading and after many turns; ``where``
    milliseconds by part, of a fact and of a step."""

    titles: dict[str, str]
    installed_mb: float
    training_s: dict[str, float | None]
    start_s: dict[str, list[float]] = field(default_factory=dict)
    memory_mb: dict[str, list[float]] = field(default_factory=dict)
    turns: dict[str, dict[str, Times]] = field(default_factory=dict)
    first_words: dict[str, Times] = field(default_factory=dict)
    long: dict[str, dict[int, float]] = field(default_factory=dict)
    crowds: dict[str, dict[int, float]] = field(default_factory=dict)
    where: dict[str, dict[str, float]] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """As ``figures.json``."""
        (folder / "figures.json").write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")


def installed_mb() -> float:
    """The installed environment, in MB."""
    return sum(path.stat().st_size for path in Path(sys.prefix).rglob("*") if path.is_file()) / 1024 ** 2
