"""Lets a topic be one file: every intent that has examples under ``data/`` belongs to the domain."""

from __future__ import annotations

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData


class TopicImporter(RasaFileImporter):
    """Rasa's file importer, plus the intents of the training phrases. Named in ``config.yml``."""

    _phrases: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The training phrases. Rasa asks several times, and reading ten thousand lines takes ten seconds."""
        if self._phrases is None:
            self._phrases = super().get_nlu_data(language)
        return self._phrases

    def get_domain(self) -> Domain:
        """``domain.yml`` and the intents; entities never steer a rule, so none is used as a feature."""
        intents = [{intent: {"use_entities": []}} for intent in sorted(self.get_nlu_data().intents)]
        return super().get_domain().merge(Domain.from_dict({"intents": intents}))
