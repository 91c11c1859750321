"""Last in the pipeline: danger overrules everything, a plain answer is an answer, and a weak guess is no guess."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from server.nlu import keys
from server.understanding.reading import Answer, Mention, Reading
from server.understanding.screen import screen
from triage import Facts, assess, shipped


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Router(GraphComponent):
    """Turns the classifier's guess and the reading into the intent that the rules act on."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Probabilities: ``sure`` and above answers at once when ``ahead`` of the runner-up by that factor;
        below ``guess`` nothing was understood; between, up to ``offers`` topics are offered."""
        return {"sure": 0.18, "ahead": 1.5, "guess": 0.06, "offers": 3}

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self._knowledge = shipped()

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> Router:
        """Called by Rasa; nothing is kept in the model."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Decide the intent of each message."""
        for message in messages:
            found = message.get(keys.READING)
            if found is not None:
                self._route(message, reading_of(found))
        return messages

    def _route(self, message: Message, reading: Reading) -> None:
        alarm = screen(self._knowledge, reading)
        if alarm:
            message.set(keys.ALARM, alarm.as_dict(), add_to_output=True)
            return _decide(message, keys.EMERGENCY)
        if reading.country:
            return _decide(message, keys.COUNTRY)
        if reading.answer and reading.answer.whole:
            return _decide(message, keys.ANSWER)
        ranking = message.get("intent_ranking") or [{"name": "", "confidence": 0.0}]
        best = ranking[0]["name"]
        told = {f for f, v in reading.values().items() if v == "yes"}
        if best.startswith(keys.TOPIC_PREFIX):
            return self._route_topic(message, ranking, told, reading)
        if best != keys.REPORT and (ranking[0]["confidence"] < self._config["sure"]):
            _decide(message, keys.REPORT if told or reading.answer else keys.NOT_UNDERSTOOD)

    def _route_topic(self, message: Message, ranking: list[dict[str, Any]], told: set[str], reading: Reading) -> None:
        best, sure = ranking[0], self._is_sure(ranking)
        view = assess(self._knowledge, Facts.of(reading.values()))
        serious = view.level and view.level.rank >= self._knowledge.policy.red_flag_level.rank
        if serious or (reading.answer and told):
            # A question that also tells of something serious: the check takes it up and answers on the way.
            if sure:
                message.set(keys.TOPIC, best["name"], add_to_output=True)
            return _decide(message, keys.REPORT)
        if sure:
            return None
        report = next((r["confidence"] for r in ranking if r["name"] == keys.REPORT), 0.0)
        if told and report * self._config["ahead"] >= best["confidence"]:
            return _decide(message, keys.REPORT)
        offers = [r["name"] for r in ranking if r["name"].startswith(keys.TOPIC_PREFIX)
                  and r["confidence"] * 4 >= best["confidence"]][: self._config["offers"]]
        if best["confidence"] < self._config["guess"] or not offers:
            return _decide(message, keys.REPORT if told or reading.answer else keys.NOT_UNDERSTOOD)
        message.set(keys.OFFERS, offers, add_to_output=True)
        return _decide(message, keys.OFFER)

    def _is_sure(self, ranking: list[dict[str, Any]]) -> bool:
        best = ranking[0]["confidence"]
        second = ranking[1]["confidence"] if len(ranking) > 1 else 0.0
        return best >= self._config["sure"] and best >= self._config["ahead"] * second


def _decide(message: Message, intent: str) -> None:
    message.set(INTENT, {"name": intent, "confidence": 1.0}, add_to_output=True)


def reading_of(found: dict[str, Any]) -> Reading:
    """The reading from its plain-data form."""
    answer = found.get("answer")
    return Reading(tuple(Mention(**m) for m in found["mentions"]),
                   Answer(answer["kind"], tuple(answer["numbers"]), answer["whole"]) if answer else None,
                   found.get("country"))
