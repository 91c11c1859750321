"""Sending that does not give up at once: a reply that is lost on the way is silence to the person (P2)."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from itertools import chain, repeat
from typing import TypeVar

logger = logging.getLogger(__name__)

_Sent = TypeVar("_Sent")
# Later than that an answer may have become wrong.
LONGEST_S = 300
# Seconds between tries where the platform names none.
_WAITS_S = (0.5, 1, 2, 5, 10, 20, 30)


async def insisting(send: Callable[[], Awaitable[_Sent]], passes: Callable[[Exception], float | None]) -> _Sent:
    """Send, and try again as long as the error may go by. ``passes`` says of an error how many seconds the platform
    asks to wait, 0 when it names none, and None when trying again is of no use. Raises the last error."""
    end = time.monotonic() + LONGEST_S
    for usual in chain(_WAITS_S, repeat(_WAITS_S[-1])):
        try:
            return await send()
        except Exception as error:
            asked = passes(error)
            wait = asked if asked else usual
            if asked is None or time.monotonic() + wait > end:
                raise
            logger.warning("sending: %s; trying again in %s s", type(error).__name__, wait)
        await asyncio.sleep(wait)
    raise AssertionError("the waits have no end")
