"""Which version of the medical content this is, as people name it; what has changed stands beside it in
``knowledge_versions.yml``, written by ``make knowledge-version``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

VERSIONS = Path(__file__).with_name("knowledge_versions.yml")
# Every scalar is text: a hash of digits only is no number.
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@lru_cache(maxsize=1)
def knowledge_version() -> str:
    """The number of the newest version, such as "1.4.0"."""
    return newest(VERSIONS)


def newest(path: Path) -> str:
    """The number of the first version in a file of versions."""
    return yaml.load(path.read_text(encoding="utf-8"), _Loader)[0]["version"]
