"""A clock that somebody sets while the assistant runs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from stories.vocabulary import CLOCK_AHEAD, CLOCK_BACK

# Less than the pause after which a conversation begins anew.
_JUMP_S = 3 * 3600
_JUMPS = {CLOCK_BACK: -_JUMP_S, CLOCK_AHEAD: _JUMP_S}


@contextmanager
def jumped(fault: str) -> Iterator[None]:
    """That jump meanwhile, for everybody in this process; nothing for a fault of another kind."""
    right = time.time
    if fault in _JUMPS:
        time.time = lambda: right() + _JUMPS[fault]
    try:
        yield
    finally:
        time.time = right
