"""Writes both reports."""

from __future__ import annotations

from pathlib import Path

from stories.outcome import Outcome
from stories.report.junit import junit
from stories.report.page import page


def write_reports(outcomes: list[Outcome], folder: Path) -> None:
    """``index.html`` and ``junit.xml`` in that folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(page(outcomes), encoding="utf-8")
    (folder / "junit.xml").write_bytes(junit(outcomes))
