"""What can happen to the file that conversations are kept in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from stories.vocabulary import DATABASE_GONE, DATABASE_LOCKED, DISK_FULL


class Database:
    """A file of conversations of Rasa's SQL store."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._full = False

    @contextmanager
    def during(self, fault: str, engine: Engine) -> Iterator[None]:
        """That fault of the database that ``engine`` uses, mended at the end; nothing for a fault of another kind."""
        if fault == DATABASE_GONE:
            self._do("ALTER TABLE events RENAME TO lost")
        if fault == DISK_FULL:
            event.listen(engine, "begin", self._tell_room)
        self._full = fault == DISK_FULL
        connection = sqlite3.connect(self.path, isolation_level=None)
        try:
            if fault == DATABASE_LOCKED:
                connection.execute("BEGIN EXCLUSIVE")
            yield
        finally:
            connection.close()
            self._full = False
            if fault == DATABASE_GONE:
                self._do("DROP TABLE IF EXISTS events")
                self._do("ALTER TABLE lost RENAME TO events")

    def _tell_room(self, connection: Connection) -> None:
        """A file that grows no more, as on a full disk. Only connections can be told, each for itself."""
        # SQLite takes what there is for the least.
        connection.exec_driver_sql(f"PRAGMA max_page_count = {1 if self._full else 2**31 - 2}")

    def let_pass(self, seconds: float) -> None:
        """Make everything stored that much older: to the assistant, time has passed."""
        self._do("UPDATE events SET timestamp = timestamp - ?1, "
                 "data = json_set(data, '$.timestamp', json_extract(data, '$.timestamp') - ?1)", seconds)

    def _do(self, statement: str, *values: float) -> None:
        with sqlite3.connect(self.path) as connection:
            connection.execute(statement, values)
        connection.close()
