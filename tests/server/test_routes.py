"""The rules by what has just happened: the same decisions as Rasa's own policy, whatever has been said before."""

from __future__ import annotations

import json
import random
import tarfile
from pathlib import Path

import pytest
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from server.launch.training import model_path, train_if_needed
from server.routes import Routes

NAME = "train_server.routes.Routes0"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    train_if_needed()
    folder = tmp_path_factory.mktemp("model")
    with tarfile.open(model_path()) as archive:
        archive.extractall(folder, [m for m in archive.getmembers() if NAME in m.name or "domain.yml" in m.name])
    return folder / "components"


@pytest.fixture(scope="module")
def domain(trained: Path) -> Domain:
    return Domain.from_path(trained / "domain_provider" / "domain.yml")


def policy(kind: type[RulePolicy], trained: Path) -> RulePolicy:
    storage = LocalModelStorage(trained)
    return kind.load(kind.get_default_config() | {"core_fallback_action_name": "utter_not_understood"}, storage,
                     Resource(NAME), ExecutionContext(GraphSchema({})))


def test_they_decide_what_rasas_policy_decides(trained: Path, domain: Domain) -> None:
    ours, rasas = policy(Routes, trained), policy(RulePolicy, trained)
    draw = random.Random(5)
    for _ in range(12):
        tracker = DialogueStateTracker("a", domain.slots)
        for event in (ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")):
            tracker.update(event)
        for _ in range(8):
            # "restart" is an intent of Rasa's own that its policy answers before any rule.
            intent = draw.choice([*domain.intents, "never heard of"])
            tracker.update(UserUttered("x", {"name": intent, "confidence": 1.0}), domain)
            for _ in range(4):
                found = ours.predict_action_probabilities(tracker, domain)
                assert found.probabilities == rasas.predict_action_probabilities(tracker, domain).probabilities, intent
                if found.max_confidence == 0.0:
                    break
                action = domain.action_names_or_texts[found.max_confidence_index]
                tracker.update(ActionExecuted(action), domain)
                if action == "action_listen":
                    break


def test_no_rule_is_longer_than_what_is_looked_at(trained: Path) -> None:
    lookup = json.loads((trained / NAME / "rule_policy.json").read_text())["lookup"][RULES]
    said = [sum("user" in state for state in json.loads(key)) for key in lookup]
    messages = [sum(state.get("prev_action", {}).get("action_name") == "action_listen" for state in json.loads(key))
                for key in lookup]
    assert said and max(messages) <= Routes.TURNS
