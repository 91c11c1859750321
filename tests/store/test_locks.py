"""One turn of a conversation at a time, over processes and over a Redis that comes and goes."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
import redis as library
from rasa.utils.endpoints import EndpointConfig

from deploy.here.redis import Redis
from server.launch.shell import free_port
from server.store import locks as module
from server.store.locks import LIFETIME_S, Locks


def process(server: Redis | None) -> Locks:
    """The locks of one process."""
    return Locks(EndpointConfig(url=server.url if server else None))


async def hold(locks: Locks, told: list[str], name: str, seconds: float = 0.1) -> None:
    async with locks.lock("a"):
        told.append(f"{name} begins")
        await asyncio.sleep(seconds)
        told.append(f"{name} ends")


async def test_in_one_process_turns_come_in_order() -> None:
    locks, told = process(None), list[str]()
    await asyncio.gather(*(hold(locks, told, str(number), 0.01) for number in range(20)))
    assert told == [f"{number} {what}" for number in range(20) for what in ("begins", "ends")]


async def test_two_processes_never_hold_one_conversation_at_once(redis: Redis) -> None:
    told: list[str] = []
    here, there = process(redis), process(redis)
    await asyncio.gather(*(hold(one, told, f"{number} {one is here}", 0.02)
                           for number in range(10) for one in (here, there)))
    assert len(told) == 40
    for begins, ends in zip(told[::2], told[1::2], strict=True):
        assert begins.removesuffix(" begins") == ends.removesuffix(" ends"), told


async def test_other_conversations_wait_for_nobody(redis: Redis) -> None:
    locks = process(redis)
    async with locks.lock("a"):
        began = time.monotonic()
        async with locks.lock("b"):
            assert time.monotonic() - began < 1


async def test_a_lock_is_renewed_while_it_is_held(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIFETIME_S", 0.5)
    monkeypatch.setattr(module, "_RENEWED_EVERY_S", 0.1)
    told: list[str] = []
    await asyncio.gather(hold(process(redis), told, "long", 1.5), hold(process(redis), told, "short"))
    assert told[0].split()[0] == told[1].split()[0] and told[2].split()[0] == told[3].split()[0]


async def test_a_killed_process_frees_its_conversations_in_seconds(redis: Redis) -> None:
    held = process(redis).lock("a")
    await held.__aenter__()
    [task] = [task for task in asyncio.all_tasks() if "_renew" in repr(task)]
    task.cancel()  # as after a kill: nobody renews it, nobody lets go of it
    began = time.monotonic()
    async with process(redis).lock("a"):
        assert 0.5 < time.monotonic() - began < LIFETIME_S + 2


async def test_without_redis_a_turn_goes_on_in_order_and_soon(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    locks, told = process(Redis(tmp_path, free_port())), list[str]()
    began = time.monotonic()
    await asyncio.gather(*(hold(locks, told, str(number), 0.01) for number in range(5)))
    assert told == [f"{number} {what}" for number in range(5) for what in ("begins", "ends")]
    assert time.monotonic() - began < 5 and not await locks.reachable()
    assert "goes on without the other processes" in caplog.text


async def test_a_redis_that_starts_anew_in_the_middle_of_a_turn_breaks_nothing(redis: Redis) -> None:
    locks = process(redis)
    async with locks.lock("a"):
        redis.stop()
        redis.start()
    async with locks.lock("a"):
        assert await locks.reachable()


async def test_p9_redis_learns_no_conversation(redis: Redis) -> None:
    async with process(redis).lock("web:" + "x" * 32):
        [key] = library.Redis.from_url(redis.url).keys()
    assert b"xxx" not in key and key.startswith(b"lock:")
    assert library.Redis.from_url(redis.url).keys() == []
