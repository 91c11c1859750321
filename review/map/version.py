"""Which content was reviewed: a hash over the knowledge files, so that any change gives another version."""

from __future__ import annotations

import hashlib
from pathlib import Path


def version_of(folder: Path) -> str:
    """Twelve characters that stand for the names and bytes of every ``.yml`` file in the folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yml"), key=lambda p: p.relative_to(folder).as_posix()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:12]
