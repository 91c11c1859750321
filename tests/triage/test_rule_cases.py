"""The case files of ``tests/rules/``, which a clinician can read and extend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from triage import Facts, Knowledge, assess

FOLDER = Path(__file__).resolve().parents[1] / "rules"
# Read with every scalar as text: a bare "yes:" would else become True.
CASES = [(path.stem, case) for path in sorted(FOLDER.glob("*.yml"))
         for case in yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)]


@pytest.mark.parametrize(("area", "case"), CASES, ids=lambda c: c if isinstance(c, str) else c["case"])
def test_case(area: str, case: dict[str, Any], knowledge: Knowledge) -> None:
    assert set(case) <= {"case", "yes", "unknown", "level", "fires", "not"}
    yes, unknown = set(case.get("yes") or ()), set(case.get("unknown") or ())
    assert yes | unknown <= set(knowledge.findings), (yes | unknown) - set(knowledge.findings)
    facts = Facts(frozenset(yes), frozenset(knowledge.findings) - yes - unknown)
    view = assess(knowledge, facts, closed=True)
    fired = {f.rule.id for f in view.fired}
    assert view.level is not None and view.level.id == case["level"], (view.level, sorted(fired))
    assert set(case.get("fires") or ()) <= fired, sorted(fired)
    assert not set(case.get("not") or ()) & fired


def test_every_rule_has_a_case_that_fires_it_and_one_that_does_not(knowledge: Knowledge) -> None:
    fired = {rule for _, case in CASES for rule in case.get("fires") or ()}
    spared = {rule for _, case in CASES for rule in case.get("not") or ()}
    assert set(knowledge.rule_by_id) - fired == set()
    assert set(knowledge.rule_by_id) - spared == set()
