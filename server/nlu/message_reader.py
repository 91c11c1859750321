"""One spaCy document per message, and what it says."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from server.nlu import keys
from server.nlu.features import sample
from server.nlu.without_guessing import without_guessing
from server.privacy.masking import quotable
from server.understanding.understanding import understanding
from triage import shipped


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class MessageReader(GraphComponent):
    """Puts the reading of each message, and its language, where later components find them."""

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> MessageReader:
        """Called by Rasa; nothing is kept in the model."""
        understanding()
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Read messages; button payloads are no language."""
        for message in messages:
            text = message.get(TEXT)
            if text and not text.startswith("/"):
                document = understanding().document(text)
                reading = understanding().read_document(document)
                message.set(keys.READING, quotable(reading.as_dict(), text), add_to_output=True)
                if foreign := understanding().foreign(text):
                    message.set(keys.FOREIGN, foreign.as_dict(), add_to_output=True)
                if not without_guessing(shipped(), reading, message.get(keys.FOREIGN)):
                    message.set(keys.SAMPLE, sample(document, reading))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Required by Rasa; the classifier reads the training phrases itself."""
        return training_data
