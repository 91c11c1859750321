"""The words that stories are written in. What they mean to a writer is told in docs/stories.md."""

from __future__ import annotations

import re

NOTHING = "nothing"
A_QUESTION = "a question"

CHANNELS = ("rest", "website", "slack", "telegram")

# What a turn can be, with the hint that editors show.
ON_STORED, ON_TIME, TOGETHER = "happens", "wait", "at once"
TURNS = {
    "user": "What the person writes. For endless messages: {repeat: \"bla \", times: 5000}",
    "press": "The title of the button that the person presses",
    "tick": "The lines of the list that the person ticks and sends, as they stand in the message",
    "until the end": "The same answer to every question, until nothing is asked any more",
    "again": "The last message once more, because its answer got lost on the way",
    ON_STORED: "Something that happens to the assistant",
    ON_TIME: "Time that passes, such as: 13 hours",
    TOGETHER: "Turns that happen at the same time, for several people or a double click",
}
THE_LAST_MESSAGE = "the last message"
RESTART = "the assistant is restarted"

EXPECTATIONS = {
    "level": "How soon somebody must be seen, exactly; or nothing while that is not decided",
    "level at least": "This urgent or more",
    "level at most": "This urgent or less, but decided",
    "rules": "Rules that fired (others may have fired as well); or nothing",
    "asks": "Whether it asks: nothing, or: a question",
    "asks about": "Findings that it asks about (it may ask about others as well)",
    "never asks about": "Findings that it must not ask about",
    "topic": "The topic that it answers; or nothing",
    "offers": "Topics that it offers instead of guessing (others may be offered as well); or nothing",
    "movement": "The kind of movement that it sounds like; or nothing",
    "buttons": "Titles of buttons (there may be others); or nothing",
    "final": "Whether the check has ended",
    "says": "Words that stand in the reply; big and small letters are the same",
    "never says": "Words that must not stand in the reply",
    "says nothing else": "true: besides what stands under \"says\" there is only the closing line",
}

_SLOW = re.compile(r"the action server is slow by (\d{1,2}) s")
_WAIT = re.compile(r"(\d{1,4}) (second|minute|hour|day)s?")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}

ACTIONS_DOWN = "the action server is down"
ACTIONS_NONSENSE = "the action server answers nonsense"
DATABASE_GONE = "the database is gone"
DATABASE_LOCKED = "the database is locked"
DISK_FULL = "the disk is full"
CLOCK_BACK = "the clock jumps back"
CLOCK_AHEAD = "the clock jumps ahead"
NLU_FAILS = "the understanding fails"
NO_MODEL = "there is no model"
FAULTS = (ACTIONS_DOWN, ACTIONS_NONSENSE, DATABASE_GONE, DATABASE_LOCKED, DISK_FULL, CLOCK_BACK, CLOCK_AHEAD, NLU_FAILS,
          NO_MODEL)
SLOW_PATTERN, WAIT_PATTERN = f"^{_SLOW.pattern}$", f"^{_WAIT.pattern}$"


def slow_by(fault: str) -> float | None:
    """Seconds by which the action server is slow; None for another fault."""
    found = _SLOW.fullmatch(fault)
    return float(found.group(1)) if found else None


def seconds(wait: str) -> float:
    """Seconds of a time such as "13 hours". Raises :class:`ValueError`."""
    found = _WAIT.fullmatch(wait)
    if not found:
        raise ValueError(wait)
    return int(found.group(1)) * _SECONDS[found.group(2)]
