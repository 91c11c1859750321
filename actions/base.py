"""The one base class of all actions: whatever goes wrong, the person gets a reply and no words of theirs are logged."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

logger = logging.getLogger(__name__)


class SafeAction(Action, ABC):
    """Subclasses write :meth:`act`. An exception must never reach the SDK: it would send the whole conversation
    back to Rasa, which writes it to its log, and the person would get silence (P2, P9)."""

    @abstractmethod
    def name(self) -> str:
        """The action's name in the domain."""

    @abstractmethod
    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """Do the work; returns events."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Called by the SDK."""
        try:
            return self.act(dispatcher, tracker)
        except Exception as error:
            logger.error("action %s failed: %s at %s", self.name(), type(error).__name__, _where(error))
            dispatcher.messages.clear()
            dispatcher.utter_message(response="utter_trouble")
            return []


def _where(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
