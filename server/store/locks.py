"""One turn of a conversation at a time: in this process, and among all processes that share a Redis.

Rasa's own lock store lets a conversation wait a minute for a process that was killed while it answered, asks once a
second, and raises when Redis is away (rasa/core/lock_store.py). Here a lock lives for seconds and is renewed while it
is held; and when Redis is away a turn goes on under this process's lock alone. That is enough as long as a
conversation's messages reach the same process, which is what the proxy sees to (deploy/nginx.conf).
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from rasa.core.lock_store import LockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockError, RedisError

from server.store.in_turn import InTurn
from server.watching import metrics

logger = logging.getLogger(__name__)

# A killed process frees its conversations after this time.
LIFETIME_S = 3.0
_RENEWED_EVERY_S, _ASKED_EVERY_S = 1.0, 0.03
_REDIS_MAY_TAKE_S = 1.0
# For so long nobody asks a Redis that could not be reached.
_PAUSE_S = 2.0
_AWAY = (RedisError, OSError, asyncio.TimeoutError)


class Locks(LockStore):
    """Named in ``endpoints.yml``; ``url`` is Redis's, empty when there is one process only."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        url = (endpoint_config.url if endpoint_config else None) or ""
        self._redis = Redis.from_url(url, socket_timeout=_REDIS_MAY_TAKE_S,
                                     socket_connect_timeout=_REDIS_MAY_TAKE_S) if url else None
        self._here = InTurn()
        self._rest_until = 0.0

    @property
    def shared(self) -> bool:
        """Whether locks are shared with other processes."""
        return self._redis is not None

    @asynccontextmanager
    async def lock(self, conversation_id: str, *args: Any, **kwargs: Any) -> AsyncIterator[None]:
        """Hold a conversation, after whoever came before. Rasa's own times are not used."""
        async with self._here.of(conversation_id), self._everywhere(conversation_id):
            yield

    async def reachable(self) -> bool:
        """Whether Redis answers; with none there is nothing to reach."""
        if self._redis is None:
            return True
        try:
            return bool(await self._redis.ping())
        except _AWAY:
            return False

    @asynccontextmanager
    async def _everywhere(self, conversation_id: str) -> AsyncIterator[None]:
        lock = await self._taken(conversation_id)
        if lock is None:
            yield
            return
        renewing = asyncio.create_task(_renew(lock))
        try:
            yield
        finally:
            renewing.cancel()
            with suppress(LockError, *_AWAY):  # lost meanwhile: it has run out, or Redis has started anew
                await lock.release()

    async def _taken(self, conversation_id: str) -> Lock | None:
        """The lock, once nobody else holds it; None when that cannot be found out."""
        if self._redis is None or time.monotonic() < self._rest_until:
            return None
        # Who reads Redis learns no conversation's id.
        name = "lock:" + hashlib.sha256(conversation_id.encode()).hexdigest()
        lock = self._redis.lock(name, timeout=LIFETIME_S, sleep=_ASKED_EVERY_S)
        try:
            await lock.acquire()
        except _AWAY as error:
            self._rest_until = time.monotonic() + _PAUSE_S
            metrics.LOCK_FAILURES.inc()
            logger.error("locks: %s; a turn goes on without the other processes", type(error).__name__)
            return None
        return lock


async def _renew(lock: Lock) -> None:
    """Until cancelled. What is lost is not taken again: the turn is under way, and the store sees what others write."""
    while True:
        await asyncio.sleep(_RENEWED_EVERY_S)
        with suppress(LockError, *_AWAY):
            await lock.reacquire()
