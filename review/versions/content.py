"""The medical content piece by piece, each with a short hash of what it says.

Hashes are over parsed content, so comments and layout do not count. How people ask (``nlu`` in ``data/``,
``knowledge/messages/``) teaches understanding and says nothing to anybody, so it is measured and not versioned.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PlainLoader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_FOLDERS = {"rule": "rules", "finding": "findings", "movement": "movements"}
_LISTS = {"level": ("levels.yml", "id"), "number": ("numbers.yml", "country"), "source": ("sources.yml", "id")}
_MAPPINGS = {"group": "macros.yml", "policy": "policy.yml"}


def digests(root: Path) -> dict[str, str]:
    """``{kind/id: hash}`` of everything that is versioned, in the order of the names."""
    return {name: _hash(content) for name, content in sorted(_pieces(root), key=lambda piece: piece[0])}


def _pieces(root: Path) -> Iterator[tuple[str, Any]]:
    knowledge = root / "knowledge"
    for kind, folder in _FOLDERS.items():
        for path in (knowledge / folder).glob("*.yml"):
            yield from ((f"{kind}/{block['id']}", block) for block in _read(path))
    for kind, (name, key) in _LISTS.items():
        yield from ((f"{kind}/{block[key]}", block) for block in _read(knowledge / name))
    for kind, name in _MAPPINGS.items():
        yield from ((f"{kind}/{key}", value) for key, value in _read(knowledge / name).items())
    yield "text/safety_net", _read(knowledge / "safety_net.yml")
    questions = _read(knowledge / "questions.yml")["screens"]
    yield from ((f"question/{block['id']}", block) for block in questions)
    # What comes first is more urgent, or asked earlier: a swap changes no block and still changes what happens.
    yield "order/questions", [block["id"] for block in questions]
    yield "order/levels", [block["id"] for block in _read(knowledge / "levels.yml")]
    # In word lists "no" and "yes" are words.
    yield from ((f"words/{path.stem}", _read(path, _PlainLoader)) for path in (knowledge / "language").glob("*.yml"))
    for path in (root / "data").rglob("*.yml"):
        yield from ((f"answer/{name}", texts) for name, texts in (_read(path).get("responses") or {}).items())


def _read(path: Path, loader: Any = _Loader) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), loader)


def _hash(content: Any) -> str:
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:10]
