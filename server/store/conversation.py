"""A conversation as Rasa's tracker, of which only the latest turns take part in each turn.

Rasa goes through all events of a conversation several times a turn (``applied_events`` and ``past_states`` in
rasa/shared/core/trackers.py) and sends all of them to the action server (rasa/core/actions/action.py,
``_action_call_format``), so each turn costs more than the one before. What is known stands in slots; of the events only
the last few matter to what comes next.
"""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Container, Iterable, Sequence

from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

# The turns that take part: more than a check has questions, so that a list ticked late is still known.
LATEST_TURNS = 20


class Conversation(DialogueStateTracker):
    """``events`` holds the latest turns and ``earlier`` those before, back to the latest long pause; ``stored`` is how
    many of ``events`` are in the database, and ``newest`` the number of the last one there, 0 for none."""

    earlier: list[Event]
    stored: int
    newest: int
    origin: Conversation | None

    @classmethod
    def of(cls, tracker: DialogueStateTracker) -> Conversation:
        """That tracker's conversation, nothing of it stored."""
        if isinstance(tracker, cls):
            return tracker
        made = cls.__new__(cls)
        # Rasa may go on with its tracker: what is not saved yet is none of the store's.
        made.__dict__.update(tracker.__dict__, events=tracker.events.copy(), earlier=[])
        made.stored, made.newest, made.origin = 0, 0, None
        return made

    def twin(self) -> Conversation:
        """The same state, on which a turn may fail halfway without leaving anything behind."""
        made = copy.copy(self)
        made.origin = self
        made.events, made.earlier = self.events.copy(), self.earlier.copy()
        made.slots = {name: copy.copy(slot) for name, slot in self.slots.items()}
        return made

    @property
    def unsaved(self) -> list[Event]:
        """What is not in the database yet."""
        return list(self.events)[self.stored:]

    def follow(self, origin: Conversation | None) -> None:
        """Know what was stored meanwhile of the one that this is a twin of."""
        if origin is not None and origin is self.origin:
            self.stored, self.newest = origin.stored, origin.newest
        self.origin = None

    def shorten(self) -> None:
        """Move what no turn needs any more to ``earlier``, and let go of what was before the latest long pause."""
        events = list(self.events)
        session = next((n for n in reversed(range(len(events))) if isinstance(events[n], SessionStarted)), None)
        if session:
            self.earlier = []
            self._keep_from(session, events)
            events = events[session:]
        start = latest(events, LATEST_TURNS)
        if start:
            self.earlier += events[:start]
            self._keep_from(start, events)

    def _keep_from(self, start: int, events: list[Event]) -> None:
        self.events = deque(events[start:], self.events.maxlen)
        self.stored -= start


def latest(events: list[Event], turns: int) -> int:
    """Where the last so many turns begin: before the message, with the wait for it."""
    said = [n for n in range(len(events)) if isinstance(events[n], UserUttered)]
    if len(said) <= turns:
        return 0
    start = said[-turns]
    return start - 1 if start and isinstance(events[start - 1], ActionExecuted) else start


def without_turns(events: Sequence[Event], messages: Container[str]) -> list[Event]:
    """Events without the turns that answer these messages (by their ids). What stands before the first message, as the
    beginning of a session, goes with it."""
    first = next((event for event in events if isinstance(event, UserUttered)), None)
    kept, known = [], first is not None and first.message_id in messages
    for event in events:
        if isinstance(event, UserUttered):
            known = event.message_id in messages
        if not known:
            kept.append(event)
    return kept


def all_events(tracker: DialogueStateTracker) -> list[Event]:
    """All events of the session, those that take part in no turn any more included."""
    earlier: Iterable[Event] = tracker.earlier if isinstance(tracker, Conversation) else ()
    return [*earlier, *tracker.events]
