"""The check's actions: thin adapters between Rasa's tracker and :mod:`actions.check`."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import conversation
from actions.base import SafeAction
from actions.check import note, take_turn, take_up
from actions.heard import Heard
from actions.state import SLOT, Check
from triage import Facts, assess, shipped


class ActionTriage(SafeAction):
    """Takes up what was said and asks the next question or gives the result."""

    def name(self) -> str:
        """In the domain."""
        return "action_triage"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """One turn."""
        check = Check.from_slot(tracker.get_slot(SLOT))
        heard = conversation.heard(tracker)
        chosen = _chosen(conversation.offered(tracker), heard)
        if chosen:
            dispatcher.utter_message(response=chosen)
            return []
        if not check.started:
            take_up(shipped(), check, conversation.heard_before(tracker))
        reply = take_turn(shipped(), check, heard, conversation.last_asked(tracker))
        dispatcher.utter_message(response=reply.response, say=reply.say)
        return [SlotSet(SLOT, check.as_slot())]


def _chosen(offered: list[str], heard: Heard) -> str | None:
    """The topic picked by typing its number."""
    numbers = heard.answer["numbers"] if heard.answer and heard.answer["kind"] == "choice" else ()
    return offered[numbers[0] - 1] if len(numbers) == 1 and 0 < numbers[0] <= len(offered) else None


class ActionNoteEmergency(SafeAction):
    """Keeps what an emergency message told; Rasa has already said what to do."""

    def name(self) -> str:
        """In the domain."""
        return "action_note_emergency"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """Silent on purpose."""
        check = Check.from_slot(tracker.get_slot(SLOT))
        note(shipped(), check, conversation.heard(tracker), conversation.last_asked(tracker))
        return [SlotSet(SLOT, check.as_slot())]


class ActionStartOver(SafeAction):
    """Forgets the check."""

    def name(self) -> str:
        """In the domain."""
        return "action_start_over"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """The country stays: it is no symptom."""
        country = Check.from_slot(tracker.get_slot(SLOT)).country
        say = {"from_check": True, "asking": [], "country": country}
        dispatcher.utter_message(response="utter_started_over", say=say)
        return [SlotSet(SLOT, None), SlotSet(SLOT, Check(country=country).as_slot())]


class ActionStopCheck(SafeAction):
    """Ends the interview at the person's wish; what is known stays."""

    def name(self) -> str:
        """In the domain."""
        return "action_stop_check"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """The level found so far decides the closing line."""
        check = Check.from_slot(tracker.get_slot(SLOT))
        check.started = False
        dispatcher.utter_message(response="utter_stopped", say={
            "from_check": True, "asking": [], "country": check.country, "level": check.level, "rules": check.rules})
        return [SlotSet(SLOT, check.as_slot())]


class ActionExplain(SafeAction):
    """Why do you say that? The reasons and sources behind the level so far."""

    def name(self) -> str:
        """In the domain."""
        return "action_explain"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """Says so when nothing was decided yet."""
        check = Check.from_slot(tracker.get_slot(SLOT))
        last = conversation.last_asked(tracker)
        deciding = assess(shipped(), Facts.of(check.findings)).deciding
        say = {"from_check": True, "country": check.country, "level": check.level, "rules": check.rules,
               "final": check.final, "asking": list(last.asking), "question": last.question,
               "told": list(dict.fromkeys(f for fired in deciding for f in fired.because_of))}
        known = check.rules or check.final
        dispatcher.utter_message(response="utter_reasons" if known else "utter_no_reasons_yet", say=say)
        return []
