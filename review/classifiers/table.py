"""The comparison as a table for people, and as data for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from review.classifiers.scores import AT_ONCE, MAIN, REPORTS, TALK
from review.evaluation.measures import Share

_TITLE = "Intent classifiers compared"
_COLUMNS = ("classifier", *MAIN, "ms per message", "s to train", "MB on disk", "extra packages (MB)")
_NOTES = (
    "Each learns from the same phrases and labelled messages, in a process of its own with two threads.",
    "A topic is as likely as its answers together. ms: median, the whole pipeline, one message at a time; the",
    "project's own reads each message for findings within that time, which the assistant does whatever classifies.",
    "MB on disk: the packed model, without packages. Extra packages: beyond those that Rasa itself installs.")


@dataclass(frozen=True)
class Row:
    """A candidate with what :mod:`~review.classifiers.measure` found, or why it found nothing.

    ``made_from`` is what it was found with; only rows with the same can be compared.
    """

    name: str
    title: str
    made_from: Mapping[str, Any]
    found: Mapping[str, Any]

    @property
    def failed(self) -> str | None:
        """The reason, in one line."""
        return " ".join(self.found["failed"].split()) if "failed" in self.found else None

    def share(self, name: str) -> Share:
        """One of the shares."""
        of = self.found["shares"][name]
        return Share(of["hits"], of["of"])

    def cells(self) -> list[str]:
        """One for each column."""
        packages = self.found["extra_packages"]
        return [self.title, *(_percent(self.share(name)) for name in MAIN), f"{self.found['ms_per_message']:.1f}",
                f"{self.found['seconds_to_train']:.0f}", f"{self.found['mb_on_disk']:.1f}",
                f"{', '.join(packages)} ({sum(packages.values()):.0f})" if packages else "none"]

    def data(self) -> dict[str, Any]:
        """For programs."""
        return {"name": self.name, "title": self.title, "made_from": self.made_from, **self.found}


def as_text(rows: Sequence[Row]) -> str:
    """For people."""
    done = [row for row in rows if not row.failed]
    cells = [list(_COLUMNS), *(row.cells() for row in done)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    widths[0] = max(len(_COLUMNS[0]), *(len(row.title) for row in rows))
    lines = iter([_line(some, widths) for some in cells])
    text = [_TITLE, "=" * len(_TITLE), "", next(lines)]
    text += [f"{row.title:<{widths[0]}}  failed: {row.failed}" if row.failed else next(lines) for row in rows]
    if done:
        counts = {name: done[0].share(name).of for name in (AT_ONCE, TALK, REPORTS)}
        text += ["", f"Messages: {counts[AT_ONCE]} about a topic, {counts[TALK]} talk, {counts[REPORTS]} reports."]
    if any(row.made_from != rows[0].made_from for row in rows):
        text += ["", "NOT COMPARABLE: something these are made from was changed on the way."]
    if sample := next((row.made_from["sample"] for row in rows if row.made_from["sample"]), None):
        text += ["", f"FOR TRYING OUT: trained on about {sample} phrases only."]
    return "\n".join([*text, "", *_NOTES, ""])


def write(rows: Sequence[Row], folder: Path) -> list[Path]:
    """``table.txt`` and ``table.json`` into a folder; the files written."""
    text, data = folder / "table.txt", folder / "table.json"
    text.write_text(as_text(rows), encoding="utf-8")
    data.write_text(json.dumps({"classifiers": [row.data() for row in rows]}, indent=1, ensure_ascii=False),
                    encoding="utf-8")
    return [text, data]


def kept(name: str, made_from: Mapping[str, Any], folder: Path) -> Row | None:
    """What an earlier run wrote there about a candidate, if it was made from the same and did not fail."""
    file = folder / "table.json"
    if not file.is_file():
        return None
    for found in json.loads(file.read_text(encoding="utf-8"))["classifiers"]:
        row = Row(found.pop("name"), found.pop("title"), found.pop("made_from"), found)
        if row.name == name and row.made_from == made_from and not row.failed:
            return row
    return None


def _percent(share: Share) -> str:
    return "no case" if share.value is None else f"{share.value:.1%}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Words to the left, numbers to the right."""
    last = len(cells) - 1
    return "  ".join(f"{c:<{w}}" if n in (0, last) else f"{c:>{w}}"
                     for n, (c, w) in enumerate(zip(cells, widths, strict=True))).rstrip()
