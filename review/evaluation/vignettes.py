"""Vignettes: short made-up people, what is true of them, and how soon they should be seen.

Wrong files are refused with file, vignette, problem and what is allowed; all problems at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from server.launch.settings import ROOT
from triage import Knowledge

FOLDER = ROOT / "tests" / "vignettes"
_TEXTS = ("vignette", "who", "says", "level", "why")
_OPTIONAL_TEXTS = ("movement",)
_LISTS = ("yes", "source")
_OPTIONAL_LISTS = ("unsure", "also_fine")
_KEYS = (*_TEXTS, *_LISTS, *_OPTIONAL_LISTS, *_OPTIONAL_TEXTS)


class VignetteError(Exception):
    """The vignettes are not usable; the message lists every problem, one a line."""


@dataclass(frozen=True)
class Vignette:
    """One person. ``yes`` is all that is true of them and ``unsure`` what they do not know; all else is not so.

    ``level`` is what a clinician would choose, ``also_fine`` what else is acceptable.
    """

    title: str
    who: str
    says: str
    yes: tuple[str, ...]
    level: str
    why: str
    sources: tuple[str, ...]
    unsure: tuple[str, ...] = ()
    also_fine: tuple[str, ...] = ()
    movement: str | None = None
    file: str = ""

    @property
    def acceptable(self) -> tuple[str, ...]:
        """Every level that is right."""
        return (self.level, *self.also_fine)


def load(knowledge: Knowledge, folder: Path = FOLDER) -> list[Vignette]:
    """Every vignette of a folder, by file and place. Raises :class:`VignetteError`."""
    reader = _Reader(knowledge)
    files = sorted(folder.rglob("*.yml"))
    if not files:
        reader.add(folder.name, "", "there is no vignette", "at least one .yml file")
    found = [v for path in files for v in reader.read(path, path.relative_to(folder.parent).as_posix())]
    if reader.problems:
        raise VignetteError("\n".join(reader.problems))
    return found


class _Reader:
    """Reads and checks; notes problems instead of stopping at the first."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.problems: list[str] = []
        self.seen: dict[str, str] = {}
        self.levels = tuple(i for i, level in knowledge.levels.items() if level.rank)
        self.ids = {"yes": tuple(knowledge.findings), "unsure": tuple(knowledge.findings), "level": self.levels,
                    "also_fine": self.levels, "source": tuple(knowledge.sources),
                    "movement": tuple(m.id for m in knowledge.movements)}

    def add(self, file: str, title: str, problem: str, allowed: str) -> None:
        where = f"{file}, '{title}'" if title else file
        self.problems.append(f"{where}: {problem}. Allowed: {allowed}.")

    def read(self, path: Path, file: str) -> list[Vignette]:
        try:
            # Every scalar as text, so that the key yes is a word with quotes and without.
            blocks = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            where = f"{file}, line {mark.line + 1}" if mark else file
            self.add(where, "", f"not readable: {getattr(error, 'problem', error)}",
                     "YAML in UTF-8; quote texts that contain ': ' or '#'")
            return []
        if not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
            self.add(file, "", "expected a list of blocks", "blocks that start with '- vignette: ...'")
            return []
        return [v for number, block in enumerate(blocks, 1) if (v := self._vignette(file, number, block))]

    def _vignette(self, file: str, number: int, block: dict[str, Any]) -> Vignette | None:
        before = len(self.problems)
        title = str(block.get("vignette") or f"block {number}")
        for key in sorted(set(block) - set(_KEYS)):
            self.add(file, title, f"unknown key '{key}'", ", ".join(_KEYS))
        for key in (*_TEXTS, *_LISTS):
            if not block.get(key) and (key != "yes" or key not in block):
                self.add(file, title, f"'{key}' is missing or empty", "a text" if key in _TEXTS else "a list of ids")
        for key in (*_TEXTS, *_OPTIONAL_TEXTS):
            if not isinstance(block.get(key, ""), str):
                self.add(file, title, f"'{key}' is no text", "one text; quote it")
        lists = {key: self._list(file, title, key, block.get(key)) for key in (*_LISTS, *_OPTIONAL_LISTS)}
        for key in ("level", "movement"):
            self._known(file, title, key, [block[key]] if isinstance(block.get(key), str) and block[key] else [])
        for both in sorted(set(lists["yes"]) & set(lists["unsure"])):
            self.add(file, title, f"'{both}' is both yes and unsure", "one of the two")
        if title in self.seen:
            self.add(file, title, f"the title is used twice (first in {self.seen[title]})", "a title of its own")
        self.seen[title] = file
        if len(self.problems) > before:
            return None
        return Vignette(
            title=title, who=block["who"], says=block["says"].strip(), yes=lists["yes"], level=block["level"],
            why=block["why"], sources=lists["source"], unsure=lists["unsure"], also_fine=lists["also_fine"],
            movement=block.get("movement") or None, file=file)

    def _list(self, file: str, title: str, key: str, written: Any) -> tuple[str, ...]:
        """The ids under a key; a source may also be written as one text."""
        items = [written] if key == "source" and isinstance(written, str) else written or []
        if not isinstance(items, list) or not all(isinstance(i, str) for i in items):
            self.add(file, title, f"'{key}' is no list of ids", f"{key}: [one_id, another_id]")
            return ()
        self._known(file, title, key, items)
        return tuple(items)

    def _known(self, file: str, title: str, key: str, ids: Collection[str]) -> None:
        """Every id must exist; near misses are suggested, and a short list is told whole."""
        among = self.ids[key]
        for i in ids:
            if i and i not in among:
                near = among if among is self.levels else difflib.get_close_matches(i, among, n=3)
                self.add(file, title, f"unknown id '{i}' in '{key}'", ", ".join(near) or "the ids of knowledge/")
