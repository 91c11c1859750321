"""Last in the pipeline: danger overrules everything, a plain answer is an answer, and a weak guess is no guess."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from server.nlu import keys
from server.nlu.without_guessing import without_guessing
from server.understanding.reading import Reading
from server.understanding.screen import screen
from triage import Facts, assess, shipped, worth_a_check


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Router(GraphComponent):
    """Turns the classifier's guess and the reading into the intent that the rules act on."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Probabilities: ``sure`` and above answers at once when ``ahead`` of the runner-up by that factor;
        ``plain`` and above answers even where the words of a complaint are used (``plain_told`` where symptoms are
        told and nothing is asked); below ``guess`` nothing was understood; between, up to ``offers`` topics are
        offered. On the way to the check a topic is answered from ``asked`` on, or ``implied`` where nothing is asked,
        when ``ahead_on_the_way`` of the next; else topics from ``beside`` on are offered beside the first question.
        Up to ``scrap`` words that tell and ask nothing are rather an answer where a question stands.
        An answer below ``alone`` comes with up to ``others`` other topics that may have been meant, from ``nearby`` on.

        What is ``elsewhere`` with at least this chance is not ours even where it tells of something to be seen within
        days; where nothing is told that we know, ``strange`` is chance enough. A topic that may be elsewhere with a
        chance of ``astray`` is not answered to who tells nothing of ours.

        Distances of the second ear (``server/nlu/danger.py``): from ``alarming`` on a message without an alarm may be
        an emergency all the same (from ``alarming_told`` on where it tells of something serious, for which the check
        already says how soon); from ``uneasy`` on (``uneasy_strange`` for what is strange), where no topic is plainly
        asked about, the check begins with what similar emergencies told; from ``doubtful`` on a message gets a check
        unless it plainly wants something else; below ``calm`` an alarm is made sure of before it is raised (below
        ``calm_several`` one that rests on several findings), and below ``calm_question`` where the message plainly
        asks about one topic (``settled``), which is answered along with it."""
        return {"sure": 0.2, "ahead": 1.3, "plain": 0.5, "plain_told": 0.65, "guess": 0.06, "offers": 3,
                "asked": 0.2, "implied": 0.3, "ahead_on_the_way": 1.1, "beside": 0.01,
                "alone": 0.7, "others": 2, "nearby": 0.08, "scrap": 4, "elsewhere": 0.5, "strange": 0.3, "astray": 0.15,
                "alarming": 0.25, "alarming_told": 0.5, "uneasy": -0.3, "uneasy_strange": -0.1, "doubtful": -0.6,
                "calm": -0.1, "calm_several": -0.4, "calm_question": -0.2, "settled": 0.6}

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self._knowledge = shipped()
        # What people come with: a statement of one of these is no question about the medicine.
        self._complaints = self._knowledge.movement_features
        self._medicine = {i for i, f in self._knowledge.findings.items() if f.medicine}
        self._ours = self._complaints | self._medicine

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
                self._route(message, Reading.of(found))
        return messages

    def _route(self, message: Message, reading: Reading) -> None:
        decided = without_guessing(self._knowledge, reading, message.get(keys.FOREIGN))
        if decided:
            return _decide(message, decided)
        if not any(character.isalnum() for character in str(message.get(TEXT))):
            return _decide(message, keys.NOT_UNDERSTOOD)  # a lone full stop or a crying face
        guesses = _guesses(message.get(keys.RANKING) or [])
        best = guesses[0] if guesses else Guess("", 0.0, False)
        danger = message.get(keys.DANGER) or {"distance": 0.0, "findings": []}
        if not self._told_danger(message, reading, guesses, best, danger):
            self._told_wish(message, reading, guesses, best, danger["distance"] >= self._config["doubtful"])

    def _told_danger(self, message: Message, reading: Reading, guesses: list[Guess], best: Guess,
                     danger: dict[str, Any]) -> bool:
        """Whether danger decides what to do: an alarm is raised or made sure of, or what sounds like one is asked."""
        distance, findings = danger["distance"], danger["findings"]
        alarm = screen(self._knowledge, reading)
        settled = reading.asks and best.is_topic and best.confidence >= self._config["settled"]
        several = alarm is not None and len(alarm.because_of) > 1  # words are hardly mistaken twice
        calm = self._config["calm_question" if settled else "calm_several" if several else "calm"]
        doubtful = alarm is not None and not set(alarm.rules) & set(self._knowledge.policy.never_doubted)
        if alarm and doubtful and alarm.because_of and distance < calm:
            if settled:
                message.set(keys.TOPIC, best.intent, add_to_output=True)
            _make_sure(message, alarm.because_of, alarming=False)
            return True
        if alarm:
            message.set(keys.ALARM, alarm.as_dict(), add_to_output=True)
            _decide(message, keys.EMERGENCY)
            return True
        values, serious = reading.values(), self._is_serious(reading)
        if distance >= self._config["alarming_told" if serious else "alarming"]:
            if best.intent == keys.CALL_FOR_ME and best.confidence >= self._config["plain"]:
                return False  # nobody may wait for a call that is not made; the answer is as urgent
            _make_sure(message, findings, alarming=True)
            return True
        plainly_asks = best.confidence >= self._config["plain"] and best.intent != keys.REPORT
        corrects = reading.corrects and values
        uneasy = self._config["uneasy_strange" if self._is_strange(best, reading) else "uneasy"]
        if distance >= uneasy and not (serious or plainly_asks or corrects):
            self._set_beside(message, guesses, reading)
            _make_sure(message, (f for f in findings if f not in values), alarming=False)
            return True
        return False

    def _told_wish(self, message: Message, reading: Reading, guesses: list[Guess], best: Guess, hints: bool) -> None:
        """What is wanted by a message that tells of no danger, but may hint at some."""
        values, plain = reading.values(), best.confidence >= self._config["plain"]
        if reading.corrects and values:
            return _decide(message, keys.REPORT)
        serious = self._is_serious(reading)
        tells = any(values.get(f) == "yes" for f in self._complaints) or bool(reading.vague)
        surely = best.confidence >= self._config["elsewhere"]
        ours = tells or (self._is_urgent(reading) if surely else hints or serious)
        if best.intent == keys.OUT_OF_SCOPE and plain and not ours:
            # A child's rash is no matter of ours, unless it is told in the middle of a check.
            message.set(keys.ELSEWHERE, True, add_to_output=True)
            return _decide(message, keys.REPORT if values else keys.OUT_OF_SCOPE, best.confidence)
        if self._is_strange(best, reading):
            return _decide(message, keys.OUT_OF_SCOPE, best.confidence)
        takes_up = tells or serious or (hints and not plain)
        if best.is_topic:
            return self._route_topic(message, guesses, values, takes_up, reading)
        if best.intent == keys.REPORT:
            if not values and not hints and not reading.vague and self._is_elsewhere(guesses):
                return _decide(message, keys.OUT_OF_SCOPE)
            return self._take_up(message, guesses, reading)
        if takes_up:
            return _decide(message, keys.REPORT)  # "thanks, and my calf still twitches": the symptom wins
        if best.confidence < self._config["sure"]:
            return _decide(message, keys.REPORT if values or reading.answer else keys.NOT_UNDERSTOOD)
        return _decide(message, best.intent, best.confidence)

    def _is_strange(self, best: Guess, reading: Reading) -> bool:
        """Whether a message that tells nothing we know is likeliest about something else altogether."""
        told = {f for f, v in reading.values().items() if v == "yes"} - {self._knowledge.policy.third_party}
        return (best.intent == keys.OUT_OF_SCOPE and best.confidence >= self._config["strange"]
                and not told and not reading.vague)

    def _is_elsewhere(self, guesses: list[Guess]) -> bool:
        """Whether a complaint in which no finding was heard is rather about something else altogether."""
        chances = {g.intent: g.confidence for g in guesses}
        return chances.get(keys.OUT_OF_SCOPE, 0.0) * 8 >= chances.get(keys.REPORT, 0.0)

    def _take_up(self, message: Message, guesses: list[Guess], reading: Reading) -> None:
        """To the check."""
        self._set_beside(message, guesses, reading)
        _decide(message, keys.REPORT)

    def _set_beside(self, message: Message, guesses: list[Guess], reading: Reading) -> None:
        """The likeliest topic is answered on the way to the check, or a few are offered beside its question."""
        topics = [g for g in guesses if g.is_topic]
        if topics and self._is_answered_on_the_way(topics, reading):
            message.set(keys.TOPIC, topics[0].intent, add_to_output=True)
            self._offer_others(message, topics)
        else:
            offers = [g.intent for g in topics if g.confidence >= self._config["beside"]]
            message.set(keys.OFFERS, offers[: self._config["offers"]], add_to_output=True)

    def _is_answered_on_the_way(self, topics: list[Guess], reading: Reading) -> bool:
        """Whether one topic stands out enough. What asks nothing may still be a question in disguise ("peeing all day
        since these tablets"), but "my calf keeps twitching" is none, and "no but I am dizzy" is an answer."""
        told = {f for f, v in reading.values().items() if v == "yes"}
        only_complains = bool(told & self._complaints) and not told & self._medicine
        enough = ("asked" if reading.asks else "alone" if reading.answer
                  else "plain_told" if only_complains else "implied")
        best, second = topics[0].confidence, topics[1].confidence if len(topics) > 1 else 0.0
        return best >= self._config[enough] and best >= self._config["ahead_on_the_way"] * second

    def _offer_others(self, message: Message, topics: list[Guess]) -> None:
        """Beside an answer that may not be the one that was wanted."""
        if topics[0].confidence < self._config["alone"]:
            others = [g.intent for g in topics[1:] if g.confidence >= self._config["nearby"]]
            message.set(keys.OFFERS, others[: self._config["others"]], add_to_output=True)

    def _is_serious(self, reading: Reading) -> bool:
        """Whether what the message tells fires a rule of the red-flag level or above."""
        return self._rank(reading) >= self._knowledge.policy.red_flag_level.rank

    def _is_urgent(self, reading: Reading) -> bool:
        """Whether it fires a rule above that level."""
        return self._rank(reading) > self._knowledge.policy.red_flag_level.rank

    def _rank(self, reading: Reading) -> int:
        level = assess(self._knowledge, Facts.of(reading.values())).level
        return level.rank if level else -1

    def _route_topic(self, message: Message, guesses: list[Guess], values: dict[str, str], takes_up: bool,
                     reading: Reading) -> None:
        best = guesses[0]
        told = {f for f, v in values.items() if v == "yes"}
        # "My calf keeps twitching" asks nothing: its topic is offered beside the check rather than read out before it.
        plain = best.confidence >= self._config["plain_told" if told and not reading.asks else "plain"]
        states = not reading.asks and not plain and worth_a_check(self._knowledge, Facts.of(values))
        if takes_up or states or reading.answer:
            # A question that also tells of trouble: the check takes it up and answers on the way.
            return self._take_up(message, guesses, reading)
        elsewhere = next((g.confidence for g in guesses if g.intent == keys.OUT_OF_SCOPE), 0.0)
        if elsewhere >= self._config["astray"] and not told & self._ours:
            return _decide(message, keys.OUT_OF_SCOPE)
        scrap = not (reading.asks or values or plain) and len(str(message.get(TEXT)).split()) <= self._config["scrap"]
        if scrap:
            # The check knows whether a question stands ("some of them"); where none does, topics are offered.
            message.set(keys.SCRAP, True, add_to_output=True)
        elif self._is_sure(guesses):
            self._offer_others(message, [g for g in guesses if g.is_topic])
            return _decide(message, best.intent, best.confidence)
        report = next((g.confidence for g in guesses if g.intent == keys.REPORT), 0.0)
        denies = values and not told and not reading.asks
        if denies or (told and report * self._config["ahead"] >= best.confidence):
            return self._take_up(message, guesses, reading)
        if elsewhere * self._config["ahead"] >= best.confidence and not told & self._ours:
            return _decide(message, keys.OUT_OF_SCOPE)
        offers = [g.intent for g in guesses if g.is_topic and g.confidence * 4 >= best.confidence]
        if best.confidence < self._config["guess"]:
            return _decide(message, keys.REPORT if told or reading.answer else keys.NOT_UNDERSTOOD)
        message.set(keys.OFFERS, offers[: self._config["offers"]], add_to_output=True)
        return _decide(message, keys.REPORT if scrap else keys.OFFER)

    def _is_sure(self, guesses: list[Guess]) -> bool:
        best = guesses[0].confidence
        second = guesses[1].confidence if len(guesses) > 1 else 0.0
        return best >= self._config["sure"] and best >= self._config["ahead"] * second


@dataclass(frozen=True)
class Guess:
    """What a message may want: for a topic the probability of all its answers, and the answer to give."""

    intent: str
    confidence: float
    is_topic: bool


# A finer answer is given when it is this much likelier than the topic's general one.
_FINER = 1.2


def _guesses(ranking: list[dict[str, Any]]) -> list[Guess]:
    """The classifier's ranking with the answers of one topic taken together, likeliest first."""
    guesses = [Guess(r["name"], r["confidence"], False) for r in ranking if not r["topic"]]
    topics: dict[str, list[dict[str, Any]]] = {}
    for entry in ranking:
        if entry["topic"]:
            topics.setdefault(entry["topic"], []).append(entry)
    for topic, entries in topics.items():
        general = next((e for e in entries if e["name"] == keys.TOPIC_PREFIX + topic), entries[0])
        chosen = entries[0] if entries[0]["confidence"] >= _FINER * general["confidence"] else general
        guesses.append(Guess(chosen["name"], sum(e["confidence"] for e in entries), True))
    return sorted(guesses, key=lambda g: -g.confidence)


def _make_sure(message: Message, findings: Iterable[str], alarming: bool) -> None:
    message.set(keys.SUSPECTS, {"findings": list(findings), "alarming": alarming}, add_to_output=True)
    _decide(message, keys.MAY_BE_EMERGENCY)


def _decide(message: Message, intent: str, confidence: float = 1.0) -> None:
    message.set(INTENT, {"name": intent, "confidence": confidence}, add_to_output=True)
