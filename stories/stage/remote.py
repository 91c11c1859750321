"""An assistant that runs somewhere, reached by its address: seen from outside only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Remote:
    """``base`` is its address, without a slash at the end."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")

    @contextmanager
    def during(self, fault: str | None, conversations: list[str]) -> Iterator[None]:
        """Nothing can be broken from outside; stories that want it are not played here."""
        assert fault is None
        yield

    def restart(self) -> None:
        """Not from outside; stories that want it are not played here, either."""
        raise AssertionError("no story that is played from outside restarts the assistant")

    def let_pass(self, seconds: float) -> None:
        """Not from outside, either."""
        raise AssertionError("no story that is played from outside lets time pass")

    def spoken(self, conversation: str) -> tuple[str, dict[str, Any] | None]:
        """What is stored cannot be seen from outside."""
        return "", None

    def why(self, conversation: str, said: str | None) -> list[str]:
        """Nor can reasons."""
        return []
