"""The case files of ``tests/rules/``, which a clinician can read and extend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from triage import Facts, Knowledge, assess
from triage.condition import Truth

FOLDER = Path(__file__).resolve().parents[1] / "rules"
# Read with every scalar as text: a bare "yes:" would else become True.
CASES: list[tuple[str, dict[str, Any]]] = [
    (path.stem, case) for path in sorted(FOLDER.glob("*.yml"))
    for case in yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)]


def named(case: dict[str, Any], key: str) -> set[str]:
    return set(case.get(key) or ())


def facts_of(knowledge: Knowledge, yes: set[str], unknown: set[str]) -> Facts:
    return Facts(frozenset(yes), frozenset(knowledge.findings) - yes - unknown)


def holds(knowledge: Knowledge, rule: str, facts: Facts) -> bool:
    """Whether the rule fires on these answers, none of them missing."""
    settled = facts.settled(knowledge.parents, knowledge.exclusions)
    return knowledge.rule_by_id[rule].when.truth(settled) is Truth.TRUE


@pytest.mark.parametrize(("area", "case"), CASES, ids=lambda c: c if isinstance(c, str) else c["case"])
def test_case(area: str, case: dict[str, Any], knowledge: Knowledge) -> None:
    assert set(case) <= {"case", "yes", "unknown", "about", "level", "fires", "not"}
    yes, unknown = named(case, "yes"), named(case, "unknown")
    assert yes | unknown <= set(knowledge.findings), (yes | unknown) - set(knowledge.findings)
    assert not yes & unknown
    fires, spared, about = (named(case, key) for key in ("fires", "not", "about"))
    assert fires | spared | about <= set(knowledge.rule_by_id), (fires | spared | about) - set(knowledge.rule_by_id)
    assert not fires & spared
    assert about <= fires | spared, "what a rule in `about` does must be said"
    for rule in about:
        answered = {holds(knowledge, rule, facts_of(knowledge, y, set())) for y in (yes, yes | unknown)}
        assert answered == {True, False}, f"the unknown answers do not decide {rule}"
    view = assess(knowledge, facts_of(knowledge, yes, unknown), closed=True)
    fired = {f.rule.id for f in view.fired}
    assert view.level is not None and view.level.id == case["level"], (view.level, sorted(fired))
    assert fires <= fired, sorted(fired)
    assert not spared & fired, sorted(fired)


def test_every_sentence_is_there_once() -> None:
    sentences = [case["case"] for _, case in CASES]
    assert sorted(set(sentences)) == sorted(sentences), sorted(s for s in set(sentences) if sentences.count(s) > 1)


def test_every_rule_has_a_case_that_fires_it(knowledge: Knowledge) -> None:
    """With everything answered, so that it fires for certain."""
    fired = {rule for _, case in CASES if not named(case, "unknown") for rule in named(case, "fires")}
    assert set(knowledge.rule_by_id) - fired == set()


def test_every_rule_has_a_case_that_just_does_not_fire_it(knowledge: Knowledge) -> None:
    """With everything answered, and one other answer would have fired it."""
    assert set(knowledge.rule_by_id) - set(nearly_fired(knowledge)) == set()


def nearly_fired(knowledge: Knowledge) -> Iterator[str]:
    for _, case in CASES:
        for rule in named(case, "not") if not named(case, "unknown") else ():
            if any(holds(knowledge, rule, facts_of(knowledge, named(case, "yes") ^ {other}, set()))
                   for other in knowledge.rule_by_id[rule].when.order):
                yield rule


def test_every_rule_has_a_case_with_the_deciding_answer_unknown(knowledge: Knowledge) -> None:
    """A silent rule must be seen not to fire; another one to fire, if a second finding can make it pending."""
    silent, firing = ({rule for _, case in CASES for rule in named(case, "about") & named(case, key)}
                      for key in ("not", "fires"))
    assert set(knowledge.rule_by_id) - silent - firing == set()
    for rule in knowledge.rules:
        parts = len(rule.when.all) + bool(rule.when.any) + bool(rule.when.with_any)
        if rule.if_unknown == "silent":
            assert rule.id in silent
        elif parts > 1:
            assert rule.id in firing, rule.id
