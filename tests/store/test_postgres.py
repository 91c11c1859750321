"""The store on PostgreSQL, with what only a server can do: be restarted, and answer two writers at once."""

from __future__ import annotations

import asyncio
import secrets
import signal
import time

import psycopg2
import pytest
from rasa.core.tracker_store import FailSafeTrackerStore

from deploy.here.postgres import Postgres
from server.store.conversations import Conversations
from tests.store.test_conversations import DOMAIN, talk, texts, turn


def store(postgres: Postgres) -> Conversations:
    return Conversations(DOMAIN, host=postgres.url)


@pytest.fixture
def sender() -> str:
    return secrets.token_urlsafe(8)


async def test_a_crash_of_the_database_is_bridged(postgres: Postgres, sender: str) -> None:
    """Neither who is at hand nor who is not notices more than a pause."""
    await talk(FailSafeTrackerStore(store(postgres)), 2, sender=sender)
    other = store(postgres)
    await talk(FailSafeTrackerStore(other), 1, sender="somebody at hand " + sender)
    postgres.stop(signal.SIGQUIT)
    began = time.monotonic()
    reading = asyncio.create_task(other.retrieve(sender))
    await talk(FailSafeTrackerStore(other), 1, start=2, sender="somebody at hand " + sender)
    assert time.monotonic() - began < 5
    await asyncio.to_thread(postgres.start)
    assert texts(await reading) == ["message 1", "message 2"] and not other.lost_sight_of(sender)
    while not await other.write_what_is_left():
        await asyncio.sleep(0.1)
    assert texts(await store(postgres).retrieve("somebody at hand " + sender)) == ["message 1", "message 2"]


async def test_two_processes_that_write_at_the_same_time_lose_nothing(postgres: Postgres, sender: str) -> None:
    stores = [FailSafeTrackerStore(store(postgres)) for _ in range(4)]
    await talk(stores[0], 1, sender=sender)
    trackers = [await one.retrieve(sender) for one in stores]
    for number, tracker in enumerate(trackers, 2):
        assert tracker
        turn(tracker, number)
    await asyncio.gather(*(one.save(tracker) for one, tracker in zip(stores, trackers, strict=True) if tracker))
    for one in stores:
        assert sorted(texts(await one.retrieve(sender))) == [f"message {number}" for number in range(1, 6)]


async def test_what_is_erased_or_too_old_is_gone(postgres: Postgres, sender: str) -> None:
    kept = store(postgres)
    await talk(FailSafeTrackerStore(kept), 2, sender=sender)
    await kept.erase(sender)
    await talk(FailSafeTrackerStore(kept), 1, sender="old " + sender)
    assert await kept.forget_before(time.time() + 1) >= 1
    with psycopg2.connect(postgres.url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM events WHERE sender_id LIKE %s", (f"%{sender}",))
        assert cursor.fetchone() == (0,)
    assert await kept.retrieve(sender) is None and await kept.retrieve("old " + sender) is None


async def test_a_start_without_the_database_waits_for_nothing_and_works_when_it_is_there(
        postgres: Postgres, sender: str) -> None:
    postgres.stop()
    began = time.monotonic()
    kept = store(postgres)
    tracker = await talk(FailSafeTrackerStore(kept), 1, sender=sender)
    assert texts(tracker) == ["message 1"] and time.monotonic() - began < 15
    postgres.start()
    while not await kept.write_what_is_left():
        await asyncio.sleep(0.1)
    assert texts(await store(postgres).retrieve(sender)) == ["message 1"]
