"""The database behind the conversations: asked in threads, so that one that hangs keeps nobody else waiting, and left
alone for a moment after it could not be reached."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.pool import SingletonThreadPool

_T = TypeVar("_T")
# Whoever asks meanwhile is told at once: else everybody waits in turn for the same failure.
PAUSE_S = 0.5
# A restart of the database takes less, and is bridged; nobody waits for one that has been away for longer.
BRIDGED_S = 5.0
# A turn asks about three times, and has an answer within 15 s (P2).
PATIENCE_S = 2
# asyncio's own pool never has more than 32 threads.
_MOST_THREADS = 50
_CANNOT_BE_REACHED = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)


class NotReachable(sa.exc.OperationalError):
    """The database could not be reached a moment ago."""

    def __init__(self) -> None:
        super().__init__("not asked", None, Exception("it could not be reached a moment ago"))


class Database:
    """SQLite or PostgreSQL at ``url``; ``tables`` are made when it is first reached, and never again: one that has
    vanished is a failure, and no empty one stands in for it."""

    def __init__(self, url: sa.engine.URL, tables: sa.MetaData) -> None:
        self.engine = _engine(url)
        self._tables, self._made = tables, False
        self._rest_until = 0.0
        self._away_since: float | None = None
        with suppress(*_CANNOT_BE_REACHED), self.engine.begin() as connection:
            self._make_tables(connection)

    @property
    def may_be_back_soon(self) -> bool:
        """Whether it went away only a moment ago."""
        return self._away_since is not None and time.monotonic() < self._away_since + BRIDGED_S

    async def run(self, work: Callable[[sa.engine.Connection], _T]) -> _T:
        """What that work returns, done in one transaction. Raises :class:`sqlalchemy.exc.SQLAlchemyError`."""
        if time.monotonic() < self._rest_until:
            raise NotReachable
        try:
            done = await asyncio.to_thread(self._in_transaction, work)
        except _CANNOT_BE_REACHED:
            self._rest_until = time.monotonic() + PAUSE_S
            self._away_since = self._away_since or time.monotonic()
            raise
        self._away_since = None
        return done

    async def erase(self, work: Callable[[sa.engine.Connection], _T]) -> _T:
        """The same for work that removes rows, of which nothing stays readable in SQLite's files."""
        done = await self.run(work)
        if self.engine.dialect.name == "sqlite":
            await self.run(_write_anew)
            end = time.monotonic() + PATIENCE_S
            while not await self.run(_empty_the_log):
                if time.monotonic() > end:
                    raise NotReachable
                await asyncio.sleep(0.05)
        return done

    def one_writer(self, connection: sa.engine.Connection, name: str) -> None:
        """Until the transaction ends nobody else writes under that name. SQLite has one writer anyway."""
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
        elif connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    def take_time(self, connection: sa.engine.Connection) -> None:
        """Until the transaction ends a question may take as long as it needs."""
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")

    def delete(self, connection: sa.engine.Connection, which: Any) -> None:
        """Remove rows of the one table there is; to be called within :meth:`erase`."""
        if connection.dialect.name == "sqlite":  # or the words would stay in the file's free pages
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        for table in self._tables.sorted_tables:
            connection.execute(table.delete().where(which))

    def _in_transaction(self, work: Callable[[sa.engine.Connection], _T]) -> _T:
        with self.engine.begin() as connection:
            self._make_tables(connection)
            return work(connection)

    def _make_tables(self, connection: sa.engine.Connection) -> None:
        if not self._made:
            self._tables.create_all(connection)
            self._made = True


def _engine(url: sa.engine.URL) -> sa.engine.Engine:
    if url.get_backend_name() == "sqlite":
        # One connection for each thread; else a file is opened and closed with every question. With more threads
        # than the pool has room for, it would close the connections of some while they are at work.
        patience = {} if "timeout" in url.query else {"timeout": PATIENCE_S}
        engine = sa.create_engine(url, hide_parameters=True, poolclass=SingletonThreadPool, pool_size=_MOST_THREADS,
                                  connect_args=patience)
        sa.event.listen(engine, "connect", _write_ahead)
        return engine
    # A connection that a restarted database has closed is noticed before it is used.
    return sa.create_engine(
        url, hide_parameters=True, pool_pre_ping=True, pool_size=8, max_overflow=8, pool_timeout=PATIENCE_S,
        connect_args={"connect_timeout": PATIENCE_S, "application_name": "muscle-triage",
                      "options": f"-c statement_timeout={PATIENCE_S * 1000} -c lock_timeout={PATIENCE_S * 1000}"})


def _write_ahead(connection: Any, _: Any) -> None:
    """Have SQLite write what is new into a log of its own: a turn then waits for the disk once in a while instead of
    twice each time, and nobody who reads waits for somebody who writes. What a killed process has written is kept;
    where the whole machine loses its power, the last moments may be lost."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


def _write_anew(connection: sa.engine.Connection) -> None:
    """Pages that were once divided hold copies of what stood there, which no deletion reaches: about one conversation
    in sixty stayed readable in them."""
    connection.exec_driver_sql("VACUUM")


def _empty_the_log(connection: sa.engine.Connection) -> bool:
    """Whether it could be emptied; else somebody else is just doing it, or reading. What was erased would stay
    readable there until it is written over."""
    busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not busy
