"""One short word for the contents of files, to tell when something is made from other contents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def digest(names: Iterable[str]) -> str:
    """16 hexadecimal digits for these files, and the Python and YAML files in these folders, of the project."""
    made = hashlib.sha256()
    for name in names:
        for file in sorted(_files(ROOT / name)):
            made.update(str(file.relative_to(ROOT)).encode())
            made.update(file.read_bytes())
    return made.hexdigest()[:16]


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [f for f in path.rglob("*") if f.is_file() and f.suffix in (".py", ".yml")]
