"""What is done once instead of with each message decides what Rasa decides."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.domain import Domain

from server.launch.only_once import InKnownOrder, only_once


class Adding(GraphComponent):
    """Adds what it is given to what it was made with."""

    def __init__(self, own: int) -> None:
        self.own = own

    @classmethod
    def create(cls, config: dict[str, Any], *args: Any, **kwargs: Any) -> Adding:
        return cls(config["own"])

    def run(self, first: int, second: int = 0) -> int:
        if first < 0:
            raise ValueError("below zero")
        return 10 * first + second + self.own


def _node(own: int, **needs: str) -> SchemaNode:
    return SchemaNode(needs=needs, uses=Adding, fn="run", constructor_name="create", config={"own": own},
                      eager=True, is_target=False)


SCHEMA = GraphSchema({"last": _node(3, first="middle", second="begins"), "middle": _node(2, first="begins"),
                      "begins": _node(1, first="given"), "aside": _node(7, first="given")})


@pytest.fixture(params=[DaskGraphRunner, InKnownOrder])
def runner(request: pytest.FixtureRequest, tmp_path: Any) -> DaskGraphRunner:
    made: DaskGraphRunner = request.param.create(SCHEMA, LocalModelStorage(tmp_path), ExecutionContext(SCHEMA))
    return made


def test_components_run_as_dask_runs_them(runner: DaskGraphRunner) -> None:
    for _ in range(2):
        assert runner.run({"given": 5}, ["last"]) == {"last": 10 * (10 * 51 + 2) + 51 + 3}
        assert runner.run({"given": 6}, ["aside", "middle"]) == {"aside": 67, "middle": 612}
    with pytest.raises(Exception, match="running graph component"):
        runner.run({"given": -1}, ["last"])


def test_what_is_missing_or_named_like_a_component_is_refused(runner: DaskGraphRunner) -> None:
    with pytest.raises(GraphRunError):
        runner.run({}, ["last"])
    with pytest.raises(GraphRunError):
        runner.run({"given": 5, "middle": "last"}, ["last"])


def test_a_wrong_answer_of_the_action_server_is_still_refused() -> None:
    only_once()
    action = RemoteAction("action_triage", None)
    assert action._validate_action_result({"events": [{"event": "slot", "name": "check", "value": 1}], "responses": []})
    for wrong in ({"events": 5}, {"events": [{"event": "no such event"}]}, {"responses": ["text"]}, []):
        with pytest.raises(ValidationError):
            action._validate_action_result(wrong)


def test_a_domain_is_empty_when_it_is() -> None:
    only_once()
    for _ in range(2):
        assert Domain.empty().is_empty()
        assert not Domain.from_dict({"intents": ["greet"]}).is_empty()
