"""Sending that does not give up at once: a reply that is lost on the way is silence to the person (P2)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

logger = logging.getLogger(__name__)

_Sent = TypeVar("_Sent")
# Seconds between tries: about five minutes in all. Later than that an answer may have become wrong.
WAITS_S = (0.5, 1, 2, 5, 10, 20, 40, 60, 60, 60)


async def insisting(send: Callable[[], Awaitable[_Sent]], passes: Callable[[Exception], bool]) -> _Sent:
    """Send, and try again as long as ``passes`` says of the error that it may go by. Raises the last error."""
    for wait in WAITS_S:
        try:
            return await send()
        except Exception as error:
            if not passes(error):
                raise
            logger.warning("sending: %s; trying again in %s s", type(error).__name__, wait)
        await asyncio.sleep(wait)
    return await send()
