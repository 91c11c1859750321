"""The part of a bot message that is not text: the ``triage``, ``topic`` and ``offers`` of the public interface."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

KEY = "turn"
CHECK_SLOT = "check"
# In a message's metadata: the country that the website names, for phone numbers only. What the person says wins.
COUNTRY = "country"


def turn(*, level: str | None = None, final: bool = False, rules: list[str] | None = None,
         asking: list[str] | None = None, movement: str | None = None, topic: str | None = None,
         part: str | None = None, offers: list[str] | None = None, question: str | None = None,
         offered: list[str] | None = None, progress: list[int] | None = None, misses: int = 0,
         choices: list[str] | None = None, country: str | None = None,
         help_is_coming: bool = False) -> dict[str, Any]:
    """Everything a client may want to know about a message; ``question`` is the id of what it asks, ``offered``
    the responses behind its numbered offers, ``progress`` the number of the question, about how many there will be,
    and how many at most, ``misses`` how many messages in a row were not understood, ``choices`` the lines of a list of
    which several may apply, ``country`` the one whose phone numbers the text names, ``help_is_coming`` that the person
    has said so."""
    where = dict(zip(("number", "about", "at_most"), progress, strict=True)) if progress else None
    return {"triage": {"level": level, "final": final, "rules": rules or [], "asking": asking or [],
                       "movement": movement, "progress": where},
            "topic": topic, "part": part, "offers": offers or [], "question": question, "offered": offered or [],
            "misses": misses, "choices": choices or [], "country": country, "help_is_coming": help_is_coming}


def last_turn(tracker: DialogueStateTracker) -> dict[str, Any]:
    """The ``turn`` of the latest bot message; an empty one before the first."""
    for event in reversed(tracker.applied_events()):
        if isinstance(event, BotUttered):
            return event.metadata.get(KEY) or turn()
    return turn()


def website_country(message: UserUttered | None) -> str | None:
    """The country that the website named along with a message."""
    return (message.metadata or {}).get(COUNTRY) if message else None
