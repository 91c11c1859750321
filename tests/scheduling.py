"""Which tests run beside which, when several processes share them (pytest-xdist).

Whoever needs the trained model waits for it while the others do what needs none; so on a fresh clone training costs
little time. Stories all run in one process, which loads the model once; so do the tests of a deployment.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

_STORIES = "tests/conversations"
# What is started for these takes a minute, so they stay together.
_TOGETHER = (_STORIES, "tests/deploy")
# These need no model.
_LIGHT = ("tests/actions", "tests/language", "tests/nlu", "tests/rules", "tests/test_architecture", "tests/triage",
          "tests/review/test_map", "tests/review/test_language", "tests/review/test_classifiers",
          "tests/data", "tests/safety")


class Scheduling(LoadFileScheduling):
    """By file, as usual; what belongs together is one file."""

    def _split_scope(self, nodeid: str) -> str:
        together = [room for room in _TOGETHER if nodeid.startswith(room)]
        return together[0] if together else super()._split_scope(nodeid)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories first, so that one process trains; then what needs no model; then the rest."""
    items.sort(key=lambda item: (not item.nodeid.startswith(_STORIES), not item.nodeid.startswith(_LIGHT)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    """The scheduler that keeps that order."""
    config.option.loadscopereorder = False
    return Scheduling(config, log)
