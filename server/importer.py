"""Lets a topic be one file: every intent that has examples under ``data/`` belongs to the domain."""

from __future__ import annotations

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter


class TopicImporter(RasaFileImporter):
    """Rasa's file importer, plus the intents of the training phrases. Named in ``config.yml``."""

    def get_domain(self) -> Domain:
        """``domain.yml`` and the intents; entities never steer a rule, so none is used as a feature."""
        phrases = self.get_nlu_data()
        intents = [{intent: {"use_entities": []}} for intent in sorted(phrases.intents)]
        return super().get_domain().merge(Domain.from_dict({"intents": intents}))
