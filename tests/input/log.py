"""What is written to the log meanwhile, and whether words of the person are in it (P9)."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from server.watching.logs import Lines

# Shorter texts stand in any log: "no", "back".
_SHORTEST = 12


class Log(logging.Handler):
    """``text`` is everything that loggers of any library were given, as a server writes it."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(Lines())
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.text += self.format(record) + "\n"

    def tells(self, texts: Iterable[str]) -> list[str]:
        """Those of the texts that stand in it."""
        return [text for text in texts if len(text.strip()) >= _SHORTEST
                and json.dumps(text.strip()[:200], ensure_ascii=False)[1:-1] in self.text]


@contextmanager
def listening() -> Iterator[Log]:
    """The log meanwhile."""
    log, root = Log(), logging.getLogger()
    level, handlers = root.level, root.handlers
    root.setLevel(logging.INFO)
    root.handlers = [log]
    try:
        yield log
    finally:
        root.setLevel(level)
        root.handlers = handlers
