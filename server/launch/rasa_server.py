"""Rasa's own command line (``python -m server.launch.rasa_server run ...``), with some things done differently.

TensorFlow is left out where nothing uses it (``lean.py``). And Rasa checks each answer of the action server against a
constant schema, and with each answer it checks anew that this constant is a schema (rasa/core/actions/action.py,
``_validate_action_result``), which was two thirds of the time of a turn of the check. Here the schema is checked once,
and the answers as before. What is logged is in our form (``server/watching/logs.py``): Rasa's holds what people said.
"""

from __future__ import annotations

from typing import Any

from server.launch.lean import leave_out_tensorflow
from server.launch.settings import ROOT
from server.watching import logs


def check_the_schema_once() -> None:
    """Replace Rasa's check by one that has its schema ready."""
    from jsonschema import ValidationError
    from jsonschema.exceptions import best_match
    from jsonschema.validators import validator_for
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate(action: RemoteAction, result: dict[str, Any]) -> bool:
        error: ValidationError | None = best_match(validator.iter_errors(result))
        if error is not None:
            raise error
        return True

    RemoteAction._validate_action_result = validate


def main() -> None:
    """Rasa's command line."""
    leave_out_tensorflow(ROOT / "config.yml")
    import rasa.__main__ as rasa  # only now
    import rasa.utils.io as rasa_io

    rasa_io.configure_colored_logging = logs.configure
    rasa.configure_structlog = logs.configure_structlog
    check_the_schema_once()
    rasa.main()


if __name__ == "__main__":
    main()
