"""Findings that hang on a number, with every limit just below, at and just above; see quantities.yml."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.understanding.phrases import Phrases
from server.understanding.quantities import Quantities
from server.understanding.understanding import Understanding, understanding
from triage import Knowledge, KnowledgeError

CASES: list[dict[str, Any]] = yaml.load(
    (Path(__file__).parent / "quantities.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
MESSAGES = [(case["finding"], value, says) for case in CASES for value in ("yes", "no", "silent")
            for says in case[value]]


@pytest.fixture(scope="module")
def reader() -> Understanding:
    return understanding()


@pytest.mark.parametrize(("finding", "value", "says"), MESSAGES, ids=[f"{f}-{v}-{s}" for f, v, s in MESSAGES])
def test_numbers_are_read_exactly(reader: Understanding, finding: str, value: str, says: str) -> None:
    assert reader.read(says).values().get(finding, "silent") == value


def test_every_finding_with_a_number_has_cases(knowledge: Knowledge) -> None:
    assert {b["finding"] for b in knowledge.language["quantities"]["findings"]} == {c["finding"] for c in CASES}


@pytest.mark.parametrize(("says", "finding", "value"), [
    ("3 weeks", "twitch_over_2_weeks", "yes"),
    ("10 days", "twitch_over_2_weeks", "no"),
    ("about 2 months", "back_over_6_weeks", "yes"),
])
def test_a_duration_alone_waits_for_what_it_is_about(reader: Understanding, says: str, finding: str,
                                                     value: str) -> None:
    mentions = {m.finding: m for m in reader.read(says).mentions}
    assert (mentions[finding].value, mentions[finding].context) == (value, "unattached")


@pytest.mark.parametrize(("key", "value", "expected"), [
    ("finding", "hiccups_48", "unknown finding 'hiccups_48'"),
    ("yes", {"above": "14 dayz"}, "unknown unit 'dayz'. Allowed: seconds, minutes"),
    ("says", ["for <DURATOIN>"], "unknown word class '<DURATOIN>'"),
])
def test_a_slip_is_named(reader: Understanding, knowledge: Knowledge, key: str, value: Any, expected: str) -> None:
    data = copy.deepcopy(knowledge.language["quantities"])
    data["findings"][3][key] = value
    with pytest.raises(KnowledgeError) as error:
        Quantities(Phrases(reader.nlp, knowledge.language["words"], {}), data, knowledge.findings)
    assert "knowledge/language/quantities.yml" in str(error.value) and expected in str(error.value)
