"""Which topic a message asks about, or whether it reports a state; and how much it sounds like an emergency."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from typing import Any, NamedTuple

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression

from server.digest import digest
from server.nlu import keys
from server.nlu.danger import DangerEar
from server.nlu.features import Features, samples_of_many
from server.nlu.messages import Labelled, labelled
from server.nlu.nearest import NearestPhrases
from server.nlu.sentence_embedding import sentence_embedding
from server.nlu.sentences import loudest
from server.understanding.reading import Reading
from server.understanding.screen import screen
from server.understanding.understanding import understanding
from triage import shipped

RANKING_LENGTH = 10
# Chances below this decide nothing; most of a hundred and thirty intents have none.
LEAST = 0.001


class Chances(NamedTuple):
    """A fitted logistic regression, whose own ``predict_proba`` takes most of its time to check what it is given."""

    intents: list[str]
    coefficients: np.ndarray
    constants: np.ndarray

    @classmethod
    def of(cls, regression: LogisticRegression) -> Chances:
        """What has been learned."""
        return cls([str(name) for name in regression.classes_], regression.coef_.astype(np.float32),
                   regression.intercept_.astype(np.float32))

    def of_row(self, row: np.ndarray) -> np.ndarray:
        """The chance of each intent."""
        chances: np.ndarray = softmax(self.coefficients @ row + self.constants)
        return chances


class Trained(NamedTuple):
    """What training makes. ``topics``: for each topic's intent the topic that it belongs to."""

    features: Features
    chances: Chances
    nearest: NearestPhrases
    ear: DangerEar
    topics: dict[str, str]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Logistic regression and the nearest phrases, over :class:`~server.nlu.features.Features`; and the second ear."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``strength``: the inverse of the regularisation, and what has been learned in so many ``rounds`` serves
        better than what more make of it. ``evenness``: 0 counts every phrase alike, 1 every intent. ``nearest``: the
        part that the nearest phrases have in a chance, and ``sharpness`` how near those are. ``every``: of the topics'
        phrases every so many-th tells the ear what is no danger. From ``unsure`` on, and below ``surely``, the ear
        also listens to each sentence, which has to sound nearer by ``in_part``."""
        return {"strength": 9.0, "rounds": 40, "evenness": 0.5, "nearest": 0.45, "sharpness": 30.0, "every": 6,
                "unsure": -0.6, "surely": 0.25, "in_part": 0.3, "random_state": 42}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa trains anew when this class, its configuration or the phrases have changed. What it learns with, and the
        messages it learns from besides, lie in other files."""
        return digest(("server/nlu", "server/understanding", "knowledge", "triage"))

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource,
                 trained: Trained | None = None) -> None:
        self._config, self._storage, self._resource, self._trained = config, storage, resource, trained

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> IntentClassifier:
        """Called by Rasa before training."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
             execution_context: ExecutionContext, **kwargs: Any) -> IntentClassifier:
        """Called by Rasa when a trained model is loaded."""
        with model_storage.read_from(resource) as folder:
            trained = joblib.load(folder / "classifier.joblib")
        return cls(config, model_storage, resource, trained)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all training phrases and the labelled messages, and store the result."""
        phrases = [(str(m.get(TEXT)), str(m.get(INTENT))) for m in training_data.intent_examples if m.get(TEXT)]
        messages = labelled(shipped())
        texts = [text for text, _ in phrases] + [m.says for m in messages]
        features, samples = Features(self._config["random_state"]), samples_of_many(texts)
        wholes = list(map(understanding().whole, texts))
        with ThreadPoolExecutor(1) as beside:  # embedding gives up Python's lock, so words are counted meanwhile
            rows = features.fit(samples, beside.submit(sentence_embedding().vectors, wholes).result)
        asked, told = rows[: len(phrases)], rows[len(phrases):]
        ear = self._ear(phrases, asked, messages, told)
        chances, nearest = self._intents(phrases, asked, messages, told)
        # A finer answer names the topic it belongs to in its response; the router weighs whole topics.
        topics = {name.removeprefix("utter_"): texts[0]["metadata"]["topic"]
                  for name, texts in training_data.responses.items() if "topic" in (texts[0].get("metadata") or {})}
        self._trained = Trained(features, chances, nearest, ear, topics)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._trained, folder / "classifier.joblib")
        return self._resource

    def _intents(self, phrases: Sequence[tuple[str, str]], asked: np.ndarray, messages: Sequence[Labelled],
                 told: np.ndarray) -> tuple[Chances, NearestPhrases]:
        """What learns intents, with their rows: phrases, and the labelled messages that report something."""
        reports = [n for n, m in enumerate(messages) if m.kind != "traps"]
        intents = np.array([intent for _, intent in phrases] + [keys.REPORT] * len(reports))
        _, where, counts = np.unique(intents, return_inverse=True, return_counts=True)
        weights = counts[where] ** -float(self._config["evenness"])
        rows = np.vstack([asked, told[reports]])
        regression = LogisticRegression(C=self._config["strength"], max_iter=self._config["rounds"],
                                        multi_class="multinomial")
        regression.fit(rows, intents, sample_weight=weights / weights.mean())
        nearest = NearestPhrases(self._config["sharpness"]).fit(rows[:, : Features.PLAIN], where, weights)
        return Chances.of(regression), nearest

    def _ear(self, phrases: Sequence[tuple[str, str]], asked: np.ndarray, messages: Sequence[Labelled],
             told: np.ndarray) -> DangerEar:
        """A phrase of a report carries no label of its own, so the ear learns what is no danger from the others."""
        calm = [n for n, (_, intent) in enumerate(phrases) if intent not in keys.MAY_TELL_DANGER]
        calm = calm[:: self._config["every"]]
        return DangerEar(self._config["random_state"]).fit(
            np.vstack([told, asked[calm]]), Features.PLAIN,
            [m.kind == "emergencies" for m in messages] + [False] * len(calm),
            [m.yes for m in messages] + [()] * len(calm))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The phrases keep their own labels."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent, the full ranking with probabilities and topics, and what the ear heard."""
        for message in messages:
            if not message.get(keys.SAMPLE) or self._trained is None:
                continue
            features, chances, nearest, ear, topics = self._trained
            row = features.row(message.get(keys.SAMPLE), message.get(keys.MEANING))
            reading = Reading.of(message.get(keys.READING))
            alarm = screen(shipped(), reading) is not None  # then nobody waits for what else it may be like
            share = self._config["nearest"]
            scores = chances.of_row(row)
            if reading.asks or not alarm:
                scores = (1 - share) * scores + share * nearest.chances(row[: Features.PLAIN], scores)
            likely = [n for n in np.argsort(-scores).tolist() if scores[n] >= LEAST]
            ranking = [{"name": chances.intents[n], "confidence": float(scores[n]),
                        "topic": topics.get(chances.intents[n])} for n in likely]
            named = [{"name": one["name"], "confidence": one["confidence"]} for one in ranking[:RANKING_LENGTH]]
            message.set(INTENT, named[0], add_to_output=True)
            message.set("intent_ranking", named, add_to_output=True)
            message.set(keys.RANKING, ranking)
            distance, findings = ear.hear(row, recall=not alarm)
            if self._config["unsure"] <= distance < self._config["surely"]:
                part = loudest(str(message.get(TEXT)), ear, features, message.get(keys.MEANINGS), recall=not alarm)
                if part and part[0] > distance:
                    distance = max(distance, part[0] - self._config["in_part"])
                    findings = list(dict.fromkeys(f for both in zip_longest(part[1], findings) for f in both if f))
            message.set(keys.DANGER, {"distance": distance, "findings": findings})
        return messages

