"""Conversations are erased some time after their last message (P9)."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

import sqlalchemy as sa
from rasa.core.agent import Agent

from server.store.conversations import conversations_of
from server.watching import metrics

logger = logging.getLogger(__name__)

_DAY_S = 24 * 3600
_EVERY_S = 3600


class Retention:
    """Keeps conversations for so many ``days`` after their last message. Several processes may do the same work."""

    def __init__(self, days: int) -> None:
        self.days = days

    async def forever(self, agent: Callable[[], Agent | None]) -> None:
        """Once an hour, until cancelled."""
        while True:
            await self.once(agent())
            await asyncio.sleep(_EVERY_S)

    async def once(self, agent: Agent | None) -> int:
        """Erase what is too old, and keep nothing at hand that nobody uses; how many conversations were erased. A
        failure is logged, and tried again in an hour."""
        store = conversations_of(agent)
        if store:
            store.let_go_of_unused(time.time() - _EVERY_S)
        try:
            erased = await store.forget_before(time.time() - self.days * _DAY_S) if store else 0
        except sa.exc.SQLAlchemyError as error:
            logger.error("retention: %s; nothing was erased", type(error).__name__)
            return 0
        if erased:
            metrics.FORGOTTEN.inc(erased)
            logger.info("retention: %s conversations erased, unused for %s days", erased, self.days)
        return erased
