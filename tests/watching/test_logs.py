"""P9: what somebody said reaches no log, whoever writes it and whatever fails."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from server.watching import logs
from server.watching.logs import Lines, log_turn, turn

SECRET = "my name is Xylophonia and I took forty"


def line(name: str, message: str, *, error: bool = False) -> dict[str, str]:
    """What is written of that record."""
    info = None
    if error:
        try:
            raise ValueError(SECRET)
        except ValueError:
            info = sys.exc_info()
    record = logging.LogRecord(name, logging.ERROR, "/x/processor.py", 993, message, None, info, "handle")
    written: dict[str, str] = json.loads(Lines().format(record))
    return written


@pytest.mark.parametrize("name", ["rasa.core.processor", "asyncio", "sanic.error", "root"])
def test_once_somebody_has_written_other_peoples_code_is_quoted_by_place_only(name: str) -> None:
    with turn() as number:
        written = line(name, f"Failed at {SECRET!r}")
    assert written["says"] == "handle:993" and written["turn"] == number and "Xylophonia" not in str(written)
    # As of a task whose exception nobody took, which is told when it is cleared away.
    assert "Xylophonia" not in str(line(name, f"Task exception was never retrieved: ValueError({SECRET!r})"))


def test_before_that_it_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_somebody_has_written", False)
    assert line("rasa.core.run", "Rasa server is up and running.")["says"] == "Rasa server is up and running."


@pytest.mark.parametrize("name", ["rasa.core.processor", "server.channels.guard"])
def test_of_an_exception_only_type_and_place_are_written(name: str) -> None:
    written = line(name, "it failed", error=True)
    assert written["error"].startswith("ValueError at ") and "test_logs.py:" in written["error"]
    assert "Xylophonia" not in str(written)


def test_a_turn_tells_how_it_went_and_ends(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), turn() as number:
        log_turn(channel="web", seconds=0.1)
        written = json.loads(Lines().format(caplog.records[-1]))
    assert (written["turn"], written["channel"], written["seconds"]) == (number, "web", 0.1)
    assert "turn" not in line("server.channels.guard", "later")
