"""What the assistant says by itself in chat apps: ``knowledge/language/messenger.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from triage import shipped


def words() -> Mapping[str, Any]:
    """The texts and labels by name."""
    return shipped().language["messenger"]  # type: ignore[return-value]
