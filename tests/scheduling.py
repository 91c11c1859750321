"""Which tests run beside which, when several processes share them (pytest-xdist).

Whoever needs the trained model waits for it while the others do what needs none; so on a fresh clone training costs
little time. Stories all run in one process, which loads the model once.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

_STORIES = "tests/conversations"
# These need no model.
_LIGHT = ("tests/actions", "tests/language", "tests/nlu", "tests/rules", "tests/test_architecture", "tests/triage",
          "tests/review/test_map", "tests/review/test_language", "tests/review/test_classifiers",
          "tests/data")


class Scheduling(LoadFileScheduling):
    """By file, as usual; stories are one file."""

    def _split_scope(self, nodeid: str) -> str:
        return _STORIES if nodeid.startswith(_STORIES) else super()._split_scope(nodeid)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories first, so that one process trains; then what needs no model; then the rest."""
    items.sort(key=lambda item: (not item.nodeid.startswith(_STORIES), not item.nodeid.startswith(_LIGHT)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    """The scheduler that keeps that order."""
    config.option.loadscopereorder = False
    return Scheduling(config, log)
