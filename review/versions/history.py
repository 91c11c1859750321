"""The file of versions: a list that only grows, newest first. All versions together give the hash of every piece."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar is text
GONE = "gone"
BUMPS = ("major", "minor", "patch")


class HistoryError(Exception):
    """The file of versions cannot be read; the message says what to do."""


@dataclass(frozen=True)
class Version:
    """``changed`` has the hash of each piece that is new or different, and :data:`GONE` for what was taken out.
    ``seal`` binds all but ``signed`` to the versions before, so that what is written is not rewritten unseen."""

    version: str
    date: str
    why: str
    signed: Sequence[Mapping[str, str]]
    changed: Mapping[str, str]
    seal: str

    @property
    def number(self) -> tuple[int, ...]:
        """For comparing."""
        return tuple(int(part) for part in self.version.split("."))


def read(path: Path) -> list[Version]:
    """All versions, newest first. Raises :class:`HistoryError`."""
    try:
        return [Version(**block) for block in yaml.load(path.read_text(encoding="utf-8"), _Loader) or []]
    except (yaml.YAMLError, TypeError) as error:
        raise HistoryError(f"{path.name} is no list of versions any more. Put back what stood there before it was "
                           f"edited or merged. ({' '.join(str(error).split())})") from error


def state(versions: Sequence[Version]) -> dict[str, str]:
    """``{piece: hash}`` as of the newest version."""
    last: dict[str, str] = {}
    for version in reversed(versions):
        last |= version.changed
    return {piece: digest for piece, digest in last.items() if digest != GONE}


def difference(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """What a new version has to name."""
    fresh = {piece: digest for piece, digest in now.items() if before.get(piece) != digest}
    return fresh | dict.fromkeys(sorted(before.keys() - now.keys()), GONE)


def following(versions: Sequence[Version], bump: str, date: str, why: str, changed: Mapping[str, str]) -> Version:
    """The version after these; the very first is 1.0.0."""
    number = "1.0.0"
    if versions:
        place = BUMPS.index(bump)
        parts = [*versions[0].number[:place], versions[0].number[place] + 1, 0, 0]
        number = ".".join(map(str, parts[:len(BUMPS)]))
    return Version(number, date, why, [], changed, seal(versions, number, date, why, changed))


def seal(before: Sequence[Version], number: str, date: str, why: str, changed: Mapping[str, str]) -> str:
    """What stands for a version and all before it."""
    bound = json.dumps([before[0].seal if before else "", number, date, why, sorted(changed.items())])
    return hashlib.sha256(bound.encode()).hexdigest()[:12]


def add(path: Path, version: Version) -> None:
    """Write it above the others, below the comment that the file begins with."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next((i for i, line in enumerate(lines) if line.startswith("- ")), len(lines))
    block = yaml.safe_dump([asdict(version)], sort_keys=False, allow_unicode=True, width=110)
    apart = "\n" if lines[start:] else ""
    path.write_text("".join([*lines[:start], block, apart, *lines[start:]]), encoding="utf-8")
