"""The response generator: every text of the bot passes here and leaves with the closing line of its level (P1)."""

from __future__ import annotations

from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from server.nlu import keys
from server.speech.message import Message
from server.speech.turn import last_turn
from triage import shipped


class Speech(TemplatedNaturalLanguageGenerator):
    """Fills responses with the check's texts and ends each with its closing line.

    A response line whose placeholders all turn out empty is left out, so that one template serves
    results with and without a movement type. Named in ``endpoints.yml``.
    """

    MOST_OFFERS = 3
    MOST_OFFERS_BESIDE = 2

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        super().__init__(domain.responses)
        self.knowledge = shipped()

    def topic(self, intent: str) -> dict[str, Any]:
        """The metadata of a topic's answer; empty when there is no such topic. Rasa sets ``responses`` only after
        it has made the generator, so nothing can be prepared from them."""
        texts = self.responses.get(f"utter_{intent}")
        return (texts[0].get("metadata") or {}) if texts else {}

    async def generate(self, utter_action: str, tracker: DialogueStateTracker, output_channel: str,
                       **kwargs: Any) -> dict[str, Any] | None:
        """One message: its text, its buttons and its ``turn``."""
        utter_action = self._after_misses(utter_action, tracker)
        response = self.generate_from_slots(utter_action, {}, output_channel)
        if response is None:
            return None
        said = kwargs.get("say") or self._alarm(tracker) if utter_action == "utter_emergency" else kwargs.get("say")
        message = Message(self, response, tracker, said or {})
        return message.finished()

    def _after_misses(self, utter_action: str, tracker: DialogueStateTracker) -> str:
        """The same words do not help a second time: each miss in a row gets the reply named as the next."""
        for _ in range(last_turn(tracker).get("misses", 0)):
            texts = self.responses.get(utter_action) or [{}]
            utter_action = (texts[0].get("metadata") or {}).get("next_miss", utter_action)
        return utter_action

    def _alarm(self, tracker: DialogueStateTracker) -> dict[str, Any]:
        """What the screen found in the message itself: needs nothing but this process."""
        alarm = (tracker.latest_message.parse_data if tracker.latest_message else {}).get(keys.ALARM) or {}
        rules = alarm.get("rules") or []
        ask = alarm.get("ask")
        level = self.knowledge.rule_by_id[rules[0]].level.id if rules else self.knowledge.policy.stop_asking_at.id
        return {"rules": rules, "level": level, "final": ask is None,
                "asking": [ask] if ask else [], "question": ask}
