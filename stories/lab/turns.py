"""One turn of a conversation in the lab, as it is looked into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from server.channels.reply import Reply
from server.nlu import keys
from server.speech.turn import CHECK_SLOT
from stories.lab.hearing import heard
from triage import Assessment, Facts, assess, shipped


@dataclass(frozen=True)
class LookedInto:
    """``said`` is what the person wrote or the payload of what was pressed, ``message_id`` the id under which Rasa
    stored it, if it did, ``reply`` what was answered, ``tracker`` the conversation, None where that is not stored."""

    said: str
    message_id: str
    reply: Reply
    agent: Agent | None
    tracker: DialogueStateTracker | None

    @cached_property
    def message(self) -> UserUttered | None:
        """The message as it was stored; None when Rasa did not take it."""
        latest = self.tracker.latest_message if self.tracker else None
        return latest if latest and latest.message_id == self.message_id else None

    @property
    def text(self) -> str:
        """The words as Rasa took them: without what cannot be seen, or a slash that was a slip."""
        return (self.message.text if self.message else None) or self.said

    @property
    def pressed(self) -> bool:
        """Whether a button was pressed that had been offered."""
        return self.message is not None and self.text.startswith("/")

    @cached_property
    def understood(self) -> dict[str, Any]:
        """What was made of it: where it was stored, as it was then."""
        stored = (self.message.parse_data if self.message else None) or {}
        return {**heard(self.agent, self.text), **stored}

    @property
    def responses(self) -> Mapping[str, Any]:
        """Those of Rasa's domain."""
        return self.agent.domain.responses if self.agent and self.agent.domain else {}

    @cached_property
    def intent(self) -> dict[str, Any]:
        """Name and confidence on which the rules acted; None and 0 where no rule acted."""
        return (self.message and self.understood.get("intent")) or {"name": None, "confidence": 0.0}

    @cached_property
    def spoken(self) -> dict[str, Any]:
        """What Rasa keeps of the message it answered with: the response's name, and what it was filled with."""
        if self.tracker is None or self.message is None:
            return {}
        said = [event for event in self.tracker.applied_events() if isinstance(event, (UserUttered, BotUttered))]
        return dict(said[-1].metadata or {}) if said and isinstance(said[-1], BotUttered) else {}

    @cached_property
    def check(self) -> dict[str, Any]:
        """The check as it stands."""
        return (self.tracker.get_slot(CHECK_SLOT) if self.tracker else None) or {}

    @cached_property
    def view(self) -> Assessment:
        """The assessment behind the level. What an alarm told counts even where the check could not note it."""
        values = dict(self.check.get("findings") or {})
        if alarm := self.understood.get(keys.ALARM):
            told = (self.understood.get(keys.READING) or {}).get("told") or {}
            news = {**dict.fromkeys(alarm["assumed"], "yes"), **told}
            values.update({finding: value for finding, value in news.items() if values.get(finding) != "yes"})
        view = assess(shipped(), Facts.of(values))
        if not self.check.get("final") or view.level == shipped().policy.stop_asking_at:
            return view
        return assess(shipped(), Facts.of(values), closed=True)
