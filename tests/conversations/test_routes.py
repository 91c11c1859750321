"""Rasa's own tester over test stories of Rasa's kind (``tests/rasa``), with the model that our stories use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conversations.conftest import runner

ROUTES = Path(__file__).resolve().parents[1] / "rasa" / "test_routes.yml"


@pytest.fixture(scope="module")
def model(request: pytest.FixtureRequest) -> Any:
    return runner(request.config).model


async def rasa_test(model: Any, path: Path, out: Path) -> tuple[dict[str, float], str]:
    """How many conversations there were and were right, and Rasa's list of what was not."""
    from rasa.core.test import test

    from stories.stage.actions import Actions

    await test(str(path), model.agent(out / "conversations.sqlite", Actions()), e2e=True, out_directory=str(out),
               disable_plotting=True)
    report = json.loads((out / "story_report.json").read_text(encoding="utf-8"))
    return report["conversation_accuracy"], (out / "failed_test_stories.yml").read_text(encoding="utf-8")


async def test_every_message_takes_its_way_through_rasa(model: Any, tmp_path: Path) -> None:
    routes = yaml.safe_load(ROUTES.read_text(encoding="utf-8"))["stories"]
    done, failed = await rasa_test(model, ROUTES, tmp_path)
    assert done["correct"] == done["total"] == len(routes), failed


async def test_rasas_tester_can_fail(model: Any, tmp_path: Path) -> None:
    wrong = ROUTES.read_text(encoding="utf-8").replace("action_explain", "action_stop_check")
    (tmp_path / "test_wrong.yml").write_text(wrong, encoding="utf-8")
    done, failed = await rasa_test(model, tmp_path / "test_wrong.yml", tmp_path)
    assert done["correct"] == done["total"] - 1 and "somebody asks why it says so" in failed
