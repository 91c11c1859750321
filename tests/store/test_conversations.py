"""The store: nothing is read again without need, nothing is lost, and no conversation grows without end."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from server.store.conversation import LATEST_TURNS, Conversation, all_events
from server.store.conversations import Conversations

DOMAIN = Domain([], [], [AnySlot("check", mappings=[])], {}, [], {}, {})


# Something that keeps a database at this path from working while it lasts.
Trouble = Callable[[Path], AbstractContextManager[None]]


class Counting(Conversations):
    """Counts how often the database is asked for a whole conversation."""

    reads = 0

    def _event_query(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        self.reads += 1
        return super()._event_query(*args, **kwargs)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.sqlite"


def store(path: Path, timeout: str = "0.2") -> Counting:
    return Counting(DOMAIN, dialect="sqlite", db=str(path), query={"timeout": timeout})


def turn(tracker: DialogueStateTracker, number: int) -> None:
    for event in (UserUttered(f"message {number}"), SlotSet("check", {"number": number}), ActionExecuted("utter_x"),
                  BotUttered(f"reply {number}"), ActionExecuted("action_listen")):
        tracker.update(event)


async def talk(safe: FailSafeTrackerStore, turns: int, start: int = 1, sender: str = "a") -> DialogueStateTracker:
    """Turns as Rasa takes them: fetched, changed, saved."""
    for number in range(start, start + turns):
        tracker = await safe.get_or_create_tracker(sender, append_action_listen=False)
        if not tracker.events:
            for event in (ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")):
                tracker.update(event)
        turn(tracker, number)
        await safe.save(tracker)
    return tracker


def texts(tracker: DialogueStateTracker | None) -> list[str]:
    assert tracker
    return [event.text for event in all_events(tracker) if isinstance(event, UserUttered)]


def texts_or_none(tracker: DialogueStateTracker | None) -> list[str]:
    return texts(tracker) if tracker else []


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Nobody can write."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.close()


@contextmanager
def out_of_sight(path: Path) -> Iterator[None]:
    """Nobody can read or write."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("ALTER TABLE events RENAME TO elsewhere")
    try:
        yield
    finally:
        other.execute("ALTER TABLE elsewhere RENAME TO events")
        other.close()


def on_disk(path: Path) -> bytes:
    """Everything that SQLite has written, its log included."""
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


async def test_what_was_just_written_is_not_read_again(path: Path) -> None:
    kept = store(path)
    await talk(FailSafeTrackerStore(kept), 1)
    kept.reads = 0
    await talk(FailSafeTrackerStore(kept), 5, start=2)
    assert kept.reads == 0


async def test_another_process_reads_what_rasas_own_store_would(path: Path) -> None:
    await talk(FailSafeTrackerStore(store(path)), LATEST_TURNS + 7)
    ours = await store(path).retrieve("a")
    rasas = await SQLTrackerStore(DOMAIN, dialect="sqlite", db=str(path)).retrieve("a")
    assert ours and rasas
    assert all_events(ours) == list(rasas.events)
    assert ours.get_slot("check") == rasas.get_slot("check") == {"number": LATEST_TURNS + 7}
    assert ours.latest_message == rasas.latest_message and ours.latest_action_name == rasas.latest_action_name


async def test_a_long_conversation_takes_part_with_its_latest_turns_only(path: Path) -> None:
    tracker = await talk(FailSafeTrackerStore(store(path)), LATEST_TURNS + 30)
    again = await store(path).retrieve("a")
    for one in (tracker, again):
        assert one and isinstance(one.events[0], ActionExecuted)
        assert sum(isinstance(event, UserUttered) for event in one.events) == LATEST_TURNS
        assert texts(one) == [f"message {number}" for number in range(1, LATEST_TURNS + 31)]
        assert one.get_slot("check") == {"number": LATEST_TURNS + 30}


async def test_what_another_process_has_written_is_seen(path: Path) -> None:
    first, second = store(path), store(path)
    await talk(FailSafeTrackerStore(first), 2)
    await talk(FailSafeTrackerStore(second), 1, start=3)
    await talk(FailSafeTrackerStore(first), 1, start=4)
    assert texts(await second.retrieve("a")) == ["message 1", "message 2", "message 3", "message 4"]


async def test_a_turn_that_failed_halfway_leaves_nothing_behind(path: Path) -> None:
    kept = store(path)
    await talk(FailSafeTrackerStore(kept), 1)
    given_up = await kept.retrieve("a")
    assert given_up
    turn(given_up, 99)
    again = await kept.retrieve("a")
    assert texts(again) == ["message 1"] and again and again.get_slot("check") == {"number": 1}


@pytest.mark.parametrize("trouble", [locked, out_of_sight])
async def test_with_a_database_in_trouble_the_conversation_goes_on_and_is_written_later(
        path: Path, caplog: pytest.LogCaptureFixture, trouble: Trouble) -> None:
    """P10: a database error never starts afresh in silence; P9: and nothing that was said is logged."""
    kept = store(path)
    safe = FailSafeTrackerStore(kept)
    await talk(safe, 2)
    with trouble(path), caplog.at_level(logging.DEBUG):
        tracker = await talk(safe, LATEST_TURNS + 5, start=3)
    assert tracker.get_slot("check") == {"number": LATEST_TURNS + 7}
    assert "message" not in "".join(record.getMessage() for record in caplog.records if record.levelno > logging.DEBUG)
    while not await kept.write_what_is_left():
        await asyncio.sleep(0.1)
    assert texts(await store(path).retrieve("a")) == [f"message {n}" for n in range(1, LATEST_TURNS + 8)]
    await talk(safe, 1, start=LATEST_TURNS + 8)
    assert texts(await store(path).retrieve("a")) == [f"message {n}" for n in range(1, LATEST_TURNS + 9)]


@pytest.mark.parametrize("trouble", [locked, out_of_sight])
async def test_what_could_not_be_written_is_written_though_nobody_comes_back(path: Path, trouble: Trouble) -> None:
    kept = store(path)
    with trouble(path):
        await talk(FailSafeTrackerStore(kept), 2)
    for _ in range(50):
        if texts_or_none(await store(path).retrieve("a")):
            break
        await asyncio.sleep(0.1)
    assert texts(await store(path).retrieve("a")) == ["message 1", "message 2"]
    await talk(FailSafeTrackerStore(kept), 1, start=3)
    assert texts(await store(path).retrieve("a")) == ["message 1", "message 2", "message 3"], "and once only"


async def test_a_conversation_that_cannot_be_looked_up_says_so_once_and_is_told_after_the_rest(path: Path) -> None:
    """P10: a database error never starts afresh in silence."""
    await talk(FailSafeTrackerStore(store(path)), 2)
    other = store(path)
    with out_of_sight(path):
        await talk(FailSafeTrackerStore(other), 1, start=3)
        assert other.lost_sight_of("a")
        assert [other.should_say_so("a") for _ in range(2)] == [True, False]
        await talk(FailSafeTrackerStore(other), 1, start=4)
    while not await other.write_what_is_left():
        await asyncio.sleep(0.1)
    assert texts(await other.retrieve("a")) == ["message 3", "message 4"] and not other.lost_sight_of("a")
    with sqlite3.connect(path) as connection:
        [(stored,)] = connection.execute("SELECT count(*) FROM events WHERE type_name = 'user'")
    assert stored == 4


async def test_somebody_new_is_not_out_of_sight_once_the_database_is_back(path: Path) -> None:
    kept = store(path)
    with out_of_sight(path):
        await talk(FailSafeTrackerStore(kept), 1)
    while not await kept.write_what_is_left():
        await asyncio.sleep(0.1)
    await talk(FailSafeTrackerStore(kept), 1, start=2)
    assert not kept.should_say_so("a") and texts(await kept.retrieve("a")) == ["message 1", "message 2"]


async def test_two_processes_that_answer_at_the_same_time_lose_nothing(path: Path) -> None:
    first, second = FailSafeTrackerStore(store(path)), FailSafeTrackerStore(store(path))
    await talk(first, 1)
    here, there = await first.retrieve("a"), await second.retrieve("a")
    assert here and there
    turn(here, 2)
    turn(there, 3)
    await first.save(here)
    await second.save(there)
    for one in (first, second, FailSafeTrackerStore(store(path))):
        assert texts(await one.retrieve("a")) == ["message 1", "message 2", "message 3"]


async def test_a_message_that_two_processes_have_answered_is_stored_once(path: Path) -> None:
    """One could not write its answer, so the message was sent again, and another process took it."""
    one, other = store(path), store(path)
    await talk(one, 1)
    mine, theirs = await one.retrieve("a"), await other.retrieve("a")
    assert mine and theirs
    for tracker in (mine, theirs):
        for event in (UserUttered("9", message_id="sent twice"), BotUttered("a"), ActionExecuted("action_listen")):
            tracker.update(event)
    turn(mine, 2)
    await other.save(theirs)
    await one.save(mine)
    assert texts(await store(path).retrieve("a")) == ["message 1", "9", "message 2"]


@pytest.mark.parametrize("before", [0, 1])
async def test_what_was_written_though_it_seemed_not_to_be_is_not_written_again(
        path: Path, monkeypatch: pytest.MonkeyPatch, before: int) -> None:
    """A database may go away between keeping something and saying so."""
    one = FailSafeTrackerStore(store(path))
    kept = one._tracker_store
    run = kept.database.run

    async def run_and_lose_the_answer(work: Callable) -> object:  # type: ignore[type-arg]
        await run(work)
        raise sa.exc.OperationalError("", {}, Exception())

    if before:
        await talk(one, before)
    tracker = await one.get_or_create_tracker("a", append_action_listen=False)
    for event in () if before else (SessionStarted(), ActionExecuted("action_listen")):
        tracker.update(event)
    turn(tracker, before + 1)
    tracker.events[-5].message_id = "seemed lost"
    with monkeypatch.context() as lost:
        lost.setattr(kept.database, "run", run_and_lose_the_answer)
        await kept.save(tracker)
    assert await kept.write_what_is_left()
    assert texts(await store(path).retrieve("a")) == [f"message {n + 1}" for n in range(before + 1)]


async def test_a_first_turn_is_not_seen_before_it_is_saved(path: Path) -> None:
    """Else another message of the same person would write it a second time."""
    kept = store(path)
    safe = FailSafeTrackerStore(kept)
    tracker = await safe.get_or_create_tracker("a")  # which Rasa saves at once, with nothing in it
    turn(tracker, 1)
    assert not texts_or_none(await kept.retrieve("a"))
    await asyncio.gather(safe.save(tracker), *(kept.retrieve("a") for _ in range(50)))
    with sqlite3.connect(path) as connection:
        [(stored,)] = connection.execute("SELECT count(*) FROM events WHERE type_name = 'user'")
    assert stored == 1


async def test_old_conversations_are_forgotten_whole(path: Path) -> None:
    kept = store(path)
    safe = FailSafeTrackerStore(kept)
    await talk(safe, 2)
    before = time.time()
    await talk(safe, 1, sender="b")
    assert await kept.forget_before(before) == 1
    assert await kept.retrieve("a") is None and texts(await kept.retrieve("b")) == ["message 1"]
    assert b"message 2" not in on_disk(path)


async def test_what_nobody_uses_is_not_kept_at_hand_but_what_is_not_written_is(path: Path) -> None:
    kept = store(path)
    safe = FailSafeTrackerStore(kept)
    await talk(safe, 1)
    with locked(path):
        await talk(safe, 1, sender="b")
        kept.let_go_of_unused(time.time() + 1)
        assert texts(await kept.retrieve("b")) == ["message 1"]
    kept.reads = 0
    while not texts_or_none(await kept.retrieve("a")):
        await asyncio.sleep(0.1)
    assert kept.reads == 1


async def test_who_somebody_is_is_not_stored(path: Path) -> None:
    kept = store(path)
    tracker = await FailSafeTrackerStore(kept).get_or_create_tracker("a")
    tracker.update(UserUttered("my name is Jane Doe, call 07911 123456, my calf twitches"))
    await kept.save(tracker)
    stored = on_disk(path)
    assert b"my calf twitches" in stored and not any(word in stored for word in (b"Jane", b"Doe", b"07911"))


async def test_a_new_session_lets_go_of_the_one_before(path: Path) -> None:
    kept = store(path)
    safe = FailSafeTrackerStore(kept)
    tracker = await talk(safe, 3)
    tracker = await safe.retrieve("a")
    assert tracker
    for event in (ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")):
        tracker.update(event)
    turn(tracker, 4)
    await safe.save(tracker)
    for known in (await kept.retrieve("a"), await store(path).retrieve("a")):
        assert texts(known) == ["message 4"]
    await talk(safe, 1, start=5)
    with sqlite3.connect(path) as connection:
        [(stored,)] = connection.execute("SELECT count(*) FROM events WHERE type_name = 'user'")
    assert stored == 5


async def test_what_is_erased_is_nowhere(path: Path) -> None:
    kept = store(path)
    safe = FailSafeTrackerStore(kept)
    await talk(safe, 2)
    await talk(safe, 1, sender="b")
    await kept.erase("a")
    assert await kept.retrieve("a") is None and await safe.retrieve("a") is None
    assert b"message 2" not in on_disk(path)
    assert texts(await kept.retrieve("b")) == ["message 1"]


async def test_forgetting_at_the_same_time_disturbs_nobody(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept = store(path, timeout="20")
    safe = FailSafeTrackerStore(kept)
    await talk(safe, 1)
    await asyncio.gather(*(kept.erase(f"nobody {number}") for number in range(40)))
    await talk(safe, 1, start=2)
    assert texts(await kept.retrieve("a")) == ["message 1", "message 2"]
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_only_so_many_are_kept_at_hand(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Conversations, "AT_HAND", 2)
    kept = store(path)
    for sender in "abc":
        await talk(FailSafeTrackerStore(kept), 1, sender=sender)
    kept.reads = 0
    assert texts(await kept.retrieve("c")) == texts(await kept.retrieve("b")) == ["message 1"] and kept.reads == 0
    assert texts(await kept.retrieve("a")) == ["message 1"] and kept.reads == 1


async def test_a_conversation_stays_one_of_rasas_trackers(path: Path) -> None:
    await talk(FailSafeTrackerStore(store(path)), 3)
    tracker = await store(path).retrieve("a")
    assert isinstance(tracker, Conversation)
    assert tracker.current_state()["latest_message"]["text"] == "message 3"
    assert [event.text for event in tracker.applied_events() if isinstance(event, BotUttered)] == [
        "reply 1", "reply 2", "reply 3"]
