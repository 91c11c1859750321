"""What is logged: where, when, in which turn; never what somebody said (P9).

Once somebody has written, other people's code is quoted by place only: its messages, and the texts of exceptions, may
hold what was said, long after it was. One line for each turn says how it went.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timezone
from typing import Any

import structlog

# Our own code takes care of what it writes.
_OURS = ("server", "actions", "triage", "stories")
_turn: ContextVar[str] = ContextVar("turn", default="")
_turns = logging.getLogger("server.turns")
_somebody_has_written = False


@contextmanager
def turn() -> Iterator[str]:
    """A turn with an id of its own, under which everything is logged meanwhile. It says nothing of whose turn it is."""
    global _somebody_has_written
    _somebody_has_written = True
    token = _turn.set(secrets.token_hex(6))
    try:
        yield _turn.get()
    finally:
        _turn.reset(token)


def log_turn(**how: Any) -> None:
    """How the present turn went."""
    _turns.info("turn", extra={"how": how})


def configure(level: str | int | None = None) -> None:
    """Everything that is logged goes to standard error, in our form: instead of
    ``rasa.utils.io.configure_colored_logging``."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level or logging.INFO)
    for name in ("sanic.access", "apscheduler", "matplotlib", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("sanic.root", "sanic.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


def configure_structlog(*args: Any) -> None:
    """Only the names of Rasa's structured events: instead of ``rasa.utils.log_utils.configure_structlog``, which writes
    all their values."""
    structlog.configure(processors=[structlog.stdlib.filter_by_level, lambda *record: str(record[-1]["event"])],
                        logger_factory=structlog.stdlib.LoggerFactory(), cache_logger_on_first_use=True)


class Lines(logging.Formatter):
    """A line of JSON for each record: ``time`` (UTC), ``level``, ``logger``, ``turn`` if there is one, ``says``, what
    else is known of it, and ``error`` with the type and place of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        now = datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": now, "level": record.levelname, "logger": record.name}
        if _turn.get():
            line["turn"] = _turn.get()
        quoted = record.name.split(".")[0] in _OURS or not _somebody_has_written
        line["says"] = record.getMessage() if quoted else f"{record.funcName}:{record.lineno}"
        line |= getattr(record, "how", {})
        if record.exc_info and record.exc_info[0]:
            line["error"] = f"{record.exc_info[0].__name__} at {place(record.exc_info[1])}"
        return json.dumps(line, ensure_ascii=False, default=str)


def place(error: BaseException | None) -> str:
    """Where an exception was raised; its text may hold what somebody said."""
    trace = error.__traceback__ if error else None
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
