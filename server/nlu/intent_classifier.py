"""A light intent classifier: tf-idf over words and letters, logistic regression."""

from __future__ import annotations

from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from server.nlu import keys

RANKING_LENGTH = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TfidfIntentClassifier(GraphComponent):
    """Classifies by the forms that MessageReader made (so typos are mended) and by letter groups of the text."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``strength`` is the inverse of the regularisation; larger fits the training phrases more closely."""
        return {"strength": 5.0, "random_state": 42}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource,
                 model: Pipeline | None = None, topics: dict[str, str] | None = None) -> None:
        self._config, self._storage, self._resource, self._model = config, storage, resource, model
        self._topics = topics or {}

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> TfidfIntentClassifier:
        """Called by Rasa before training."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
             execution_context: ExecutionContext, **kwargs: Any) -> TfidfIntentClassifier:
        """Called by Rasa when a trained model is loaded."""
        with model_storage.read_from(resource) as folder:
            model, topics = joblib.load(folder / "classifier.joblib")
        return cls(config, model_storage, resource, model, topics)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all training phrases and store the result."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        self._model = Pipeline([
            ("features", ColumnTransformer([
                ("words", TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+"), 0),
                ("letters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2), 1)])),
            ("classifier", LogisticRegression(
                C=self._config["strength"], solver="liblinear", class_weight="balanced",
                random_state=self._config["random_state"]))])
        self._model.fit([_columns(m) for m in examples], [m.get(INTENT) for m in examples])
        # A finer answer names the topic it belongs to in its response; the router weighs whole topics.
        self._topics = {name.removeprefix("utter_"): texts[0]["metadata"]["topic"]
                        for name, texts in training_data.responses.items()
                        if "topic" in (texts[0].get("metadata") or {})}
        with self._storage.write_to(self._resource) as folder:
            joblib.dump((self._model, self._topics), folder / "classifier.joblib")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The phrases keep their own labels."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and the full ranking with probabilities; an intent of a topic carries the topic's id."""
        for message in messages:
            if not message.get(keys.FORMS) or self._model is None:
                continue
            scores = self._model.predict_proba([_columns(message)])[0]
            ranking = sorted(zip(self._model.classes_, scores, strict=True), key=lambda pair: -pair[1])
            named = [{"name": str(name), "confidence": float(score)} for name, score in ranking]
            message.set(INTENT, named[0], add_to_output=True)
            message.set("intent_ranking", named[:RANKING_LENGTH], add_to_output=True)
            message.set(keys.RANKING, [{**n, "topic": self._topics.get(n["name"])} for n in named])
        return messages


def _columns(message: Message) -> list[str]:
    return [message.get(keys.FORMS) or "", message.get(TEXT).lower()]
