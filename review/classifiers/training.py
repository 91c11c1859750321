"""Lets Rasa train one pipeline on this project's phrases, and run it on messages."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rasa.core.channels.channel import UserMessage
from rasa.engine import validation
from rasa.engine.caching import LocalTrainingCache
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.recipes.recipe import Recipe
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.training.graph_trainer import GraphTrainer
from rasa.shared.data import TrainingType
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from review.classifiers.candidates import Reports
from server.launch.settings import ROOT


@dataclass(frozen=True)
class Phrases:
    """What is learned from, with the topic of each intent that answers about one."""

    data: TrainingData
    topics: Mapping[str, str]

    @property
    def intents(self) -> set[str]:
        """All that there are."""
        return set(self.data.intents)

    def prepared(self, also: Reports | None = None, sample: int | None = None) -> TrainingData:
        """With labelled messages as further phrases; ``sample`` takes about so many, evenly from all of them."""
        examples = list(self.data.training_examples)
        if also:
            examples += [Message.build(text=says, intent=also.intent) for file in also.files for says in _says(file)]
        every = math.ceil(len(examples) / sample) if sample else 1
        return TrainingData(examples[::every], self.data.entity_synonyms, self.data.regex_features,
                            self.data.lookup_tables, self.data.responses)


def phrases() -> Phrases:
    """Those of ``data/``, read by the importer that ``config.yml`` names."""
    importer = TrainingDataImporter.load_nlu_importer_from_config(
        str(ROOT / "config.yml"), training_data_paths=[str(ROOT / "data")])
    data = importer.get_nlu_data()
    topics = {name.removeprefix("utter_"): texts[0]["metadata"]["topic"] for name, texts in data.responses.items()
              if "topic" in (texts[0].get("metadata") or {})}
    return Phrases(data, topics)


def _says(file: Path) -> list[str]:
    return [entry["says"] for entry in yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)]


class _Prepared(RasaFileImporter):
    """Hands Rasa phrases that have been read already."""

    def __init__(self, data: TrainingData) -> None:
        super().__init__()
        self._data = data

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        return self._data


def train(config: dict[str, Any], data: TrainingData, archive: Path) -> None:
    """Train as ``rasa train nlu`` does, taking nothing from its cache, and leave the model at ``archive``."""
    graph = Recipe.recipe_for_name(config["recipe"]).graph_config_for_recipe(config, {}, TrainingType.NLU)
    validation.validate(graph)
    with tempfile.TemporaryDirectory() as folder:
        trainer = GraphTrainer(LocalModelStorage(Path(folder)), LocalTrainingCache(), DaskGraphRunner)
        trainer.train(graph, _Prepared(data), archive, force_retraining=True)


class Model:
    """A trained pipeline, loaded into this process."""

    def __init__(self, archive: Path, folder: Path, ranking: str) -> None:
        metadata, self._runner = load_predict_graph_runner(folder, archive, LocalModelStorage, DaskGraphRunner)
        self._target = metadata.nlu_target
        self._ranking = ranking

    def rank(self, says: str) -> Sequence[Mapping[str, Any]]:
        """The whole ranking for one message: mappings with ``name`` and ``confidence``."""
        done = self._runner.run(inputs={PLACEHOLDER_MESSAGE: [UserMessage(says)]}, targets=[self._target])
        (message,) = done[self._target]
        return message.get(self._ranking) or ()


def some(data: TrainingData, number: int) -> list[str]:
    """A few of the phrases, to run a model on before it is timed."""
    return [example.get(TEXT) for example in data.intent_examples[:number]]
