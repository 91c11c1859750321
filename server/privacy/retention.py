"""Conversations are erased some time after their last message (P9)."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from rasa.core.agent import Agent

from server.channels.settings import setting
from server.store.conversations import conversations_of
from server.watching import metrics

logger = logging.getLogger(__name__)

DEFAULT_DAYS = 30
_DAYS = re.compile(r"[1-9]\d{0,3}")
_DAY_S = 24 * 3600
_EVERY_S = 3600


class Retention:
    """Keeps conversations for so many ``days`` after their last message. Several processes may do the same work."""

    def __init__(self, days: int) -> None:
        self.days = days

    @classmethod
    def read(cls, settings: Mapping[str, Any]) -> Retention:
        """From ``RETENTION_DAYS``. Raises :class:`~server.channels.settings.WrongSetting`."""
        days = setting(settings, "RETENTION_DAYS", _DAYS, "it is a number of days from 1 to 9999, for example 30")
        return cls(int(days or DEFAULT_DAYS))

    async def forever(self, agent: Callable[[], Agent | None]) -> None:
        """Once an hour, until cancelled."""
        while True:
            await self.once(agent())
            await asyncio.sleep(_EVERY_S)

    async def once(self, agent: Agent | None) -> int:
        """Erase what is too old; how many conversations. A failure is logged, and tried again in an hour."""
        store = conversations_of(agent)
        try:
            erased = await store.forget_before(time.time() - self.days * _DAY_S) if store else 0
        except sa.exc.SQLAlchemyError as error:
            logger.error("retention: %s; nothing was erased", type(error).__name__)
            return 0
        if erased:
            metrics.FORGOTTEN.inc(erased)
            logger.info("retention: %s conversations erased, unused for %s days", erased, self.days)
        return erased
