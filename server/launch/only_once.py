"""What Rasa does anew with each message though it comes to the same every time: done once. Nothing it decides changes.

- Each answer of the action server is checked against a constant schema, and with each answer that this constant is a
  schema (rasa/core/actions/action.py, ``_validate_action_result``): two thirds of the time of a turn of the check.
- The order in which a model's components run is worked out for each message, for the understanding and for each of
  the policy's decisions (rasa/engine/runner/dask.py, ``run``, and all of ``dask.local``).
- Whether the domain is empty is found out by writing out both it and an empty one (rasa/shared/core/domain.py,
  ``is_empty``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

from jsonschema import ValidationError
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core import processor
from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain


def only_once() -> None:
    """Have Rasa do so in this process; call before a model is loaded. Calling it again changes nothing."""
    RemoteAction._validate_action_result = _schema_check()
    processor.DaskGraphRunner = InKnownOrder
    Domain.is_empty = _is_empty


def _schema_check() -> Callable[[RemoteAction, dict[str, Any]], bool]:
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate(action: RemoteAction, result: dict[str, Any]) -> bool:
        error: ValidationError | None = best_match(validator.iter_errors(result))
        if error is not None:
            raise error
        return True

    return validate


class InKnownOrder(DaskGraphRunner):
    """Runs a model's components one after the other, each once all that it needs have run, as Dask does in the end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._order = lru_cache(self._worked_out)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The results of the targets. Raises :class:`GraphRunError` where a component does, or an input has the name
        of one."""
        wanted = tuple(targets or self._graph_schema.target_names)
        found: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        order = self._order(wanted)
        if clash := found.keys() & {name for name, _ in order}:
            raise GraphRunError(f"inputs have the names of components: {', '.join(sorted(clash))}")
        for name, needs in order:
            found[name] = self._instantiated_nodes[name](*(found.get(need, need) for need in needs))
        return dict(found[name] for name in wanted)

    def _worked_out(self, targets: tuple[str, ...]) -> list[tuple[str, list[str]]]:
        """The components that the targets need, each with the results that it is given."""
        nodes = self._graph_schema.minimal_graph_schema(list(targets)).nodes
        needs = {name: list(node.needs.values()) for name, node in nodes.items()}
        return [(name, needs[name]) for name in TopologicalSorter(needs).static_order() if name in needs]


def _is_empty(domain: Domain) -> bool:
    """A domain's emptiness cannot change: Rasa makes a new one where it changes anything."""
    known: bool | None = domain.__dict__.get("_known_to_be_empty")
    if known is None:
        known = domain.__dict__["_known_to_be_empty"] = domain.as_dict() == Domain.empty().as_dict()
    return known
