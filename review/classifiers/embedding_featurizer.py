"""Gives Rasa's own classifiers a sentence embedding to learn from, beside their n-grams."""

from __future__ import annotations

import pydoc
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


class Embedding(Protocol):
    """Turns texts into rows of numbers."""

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """A row for each text."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class EmbeddingFeaturizer(DenseFeaturizer, GraphComponent):
    """One dense vector for the whole message. Single words get zeros: DIET wants features of words beside those of
    the sentence."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Words are counted."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``embedding``: the full name of a function that gives an :class:`Embedding`; ``size``: of its vectors."""
        return {**DenseFeaturizer.get_default_config(), "embedding": None, "size": 384}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """The function is looked up when the component is made."""

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        function: Any = pydoc.locate(config["embedding"] or "")
        if function is None:
            raise InvalidConfigException(f"embedding: there is no function '{config['embedding']}'.")
        self._embedding: Embedding = function()
        self._size: int = config["size"]

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> EmbeddingFeaturizer:
        """Called by Rasa; nothing is kept in the model."""
        return cls(config, execution_context.node_name)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the features."""
        with_text = [message for message in messages if message.get(TEXT)]
        vectors = self._embedding.vectors([message.get(TEXT) for message in with_text]).astype(np.float32)
        for message, vector in zip(with_text, vectors, strict=True):
            words = np.zeros((len(message.get(TOKENS_NAMES[TEXT])), self._size), dtype=np.float32)
            self.add_features_to_message(words, vector[None, :], TEXT, message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to the phrases."""
        self.process(training_data.training_examples)
        return training_data
