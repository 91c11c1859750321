"""The hazard log can be relied on: whole, in order, honest, and pointing at what exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from triage import Knowledge

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "safety"
HAZARDS: list[dict[str, Any]] = yaml.safe_load((FOLDER / "hazards.yml").read_text(encoding="utf-8"))
KEYS = {"id", "hazard", "causes", "effect", "initial", "controls", "proof", "residual", "status", "accepted_by"}
OPTIONAL = {"promises", "areas", "reason"}
PROMISES = [f"P{number}" for number in range(1, 12)]
SIGNERS = {"clinical safety officer", "clinician", "pharmacist", "data protection", "operator"}
# As in the matrix of README.md.
UNDESIRABLE, UNACCEPTABLE = 10, 15

each = pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard["id"])


def risk(scores: dict[str, int]) -> int:
    return scores["severity"] * scores["likelihood"]


def test_ids_are_in_order_and_every_hazard_is_another() -> None:
    assert [hazard["id"] for hazard in HAZARDS] == [f"H{number:02}" for number in range(1, len(HAZARDS) + 1)]
    assert len({hazard["hazard"] for hazard in HAZARDS}) == len(HAZARDS) >= 35


@each
def test_a_hazard_is_whole(hazard: dict[str, Any]) -> None:
    assert hazard.keys() >= KEYS and hazard.keys() - KEYS <= OPTIONAL
    assert all(isinstance(hazard[key], str) and hazard[key].strip() for key in ("hazard", "effect"))
    assert hazard["causes"] and all(isinstance(cause, str) for cause in hazard["causes"])
    assert hazard["controls"], "a hazard without a control is not under control"
    assert all(control.keys() == {"what", "where"} and control["what"] for control in hazard["controls"])
    assert set(hazard["accepted_by"]) <= SIGNERS and hazard["accepted_by"]
    assert set(hazard.get("promises", ())) <= set(PROMISES)


@each
def test_scores_are_on_the_scale_and_controls_make_nothing_worse(hazard: dict[str, Any]) -> None:
    for scores in (hazard["initial"], hazard["residual"]):
        assert scores.keys() == {"severity", "likelihood"}
        assert all(type(score) is int and 1 <= score <= 5 for score in scores.values())
    assert all(hazard["residual"][key] <= hazard["initial"][key] for key in hazard["initial"])


@each
def test_what_is_open_says_why_and_what_is_not_is_proven(hazard: dict[str, Any]) -> None:
    assert hazard["status"] in ("controlled", "open")
    assert (hazard["status"] == "open") == bool(hazard.get("reason", "").strip())
    assert hazard["proof"] or hazard["status"] == "open"


@each
def test_a_large_risk_is_never_called_controlled_or_accepted_by_one(hazard: dict[str, Any]) -> None:
    if risk(hazard["residual"]) >= UNDESIRABLE:
        assert len(hazard["accepted_by"]) >= 2
    if risk(hazard["residual"]) >= UNACCEPTABLE:
        assert hazard["status"] == "open"


@each
def test_every_control_is_where_it_is_said_to_be(hazard: dict[str, Any]) -> None:
    for control in hazard["controls"]:
        assert (ROOT / control["where"]).is_file(), control["where"]
        assert not control["where"].startswith("tests/") or control["where"].endswith(".md"), "a test proves, no more"


@each
def test_every_proof_is_a_test_or_a_story_that_exists(hazard: dict[str, Any]) -> None:
    assert len(set(hazard["proof"])) == len(hazard["proof"])
    for proof in hazard["proof"]:
        name, _, test = proof.partition("::")
        path = ROOT / name
        assert path.is_file(), proof
        if path.suffix == ".yml":
            assert name.startswith("tests/conversations/") and not test, proof
            assert "story" in yaml.safe_load(path.read_text(encoding="utf-8")), proof
        else:
            assert path.name.startswith("test_") and test in _tests(path), proof


def _tests(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test_")}


def test_every_promise_has_a_hazard_and_is_told() -> None:
    assert {promise for hazard in HAZARDS for promise in hazard.get("promises", ())} == set(PROMISES)
    told = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [promise for promise in PROMISES if f"| {promise} |" not in told] == []


def test_every_class_of_red_flags_has_a_hazard(knowledge: Knowledge) -> None:
    """A class is a file of rules; one whose rules reach same-day or more can hide a red flag."""
    least = knowledge.policy.lowered_emergency_not_below.rank
    dangerous = {rule.area for rule in knowledge.rules if rule.level.rank >= least}
    named = [area for hazard in HAZARDS for area in hazard.get("areas", ())]
    assert dangerous <= set(named) <= {rule.area for rule in knowledge.rules}
    for area in dangerous:
        rules = {f"knowledge/rules/{area}.yml"}
        hazard = next(h for h in HAZARDS if area in h.get("areas", ()))
        assert rules & {control["where"] for control in hazard["controls"]} or len(hazard["areas"]) > 1, area
        assert any(proof.startswith("tests/conversations/") for proof in hazard["proof"]), hazard["id"]


@pytest.mark.parametrize("group", ["@GATE0", "@NEURO", "@SYS", "@BAC"])
def test_every_red_flag_of_a_group_belongs_to_a_class_with_a_hazard(group: str, knowledge: Knowledge) -> None:
    areas = {area for hazard in HAZARDS for area in hazard.get("areas", ())}
    for finding in knowledge.macros[group]:
        assert any(rule.area in areas and finding in rule.when.positive for rule in knowledge.rules), finding


def test_the_sign_off_table_names_everybody_who_has_to_accept_something() -> None:
    needed = {who for hazard in HAZARDS for who in hazard["accepted_by"]}
    told = (FOLDER / "README.md").read_text(encoding="utf-8").lower()
    assert {who for who in needed if f"| {who} |" not in told} == set()


def test_the_figures_of_the_readme_are_those_of_the_log(knowledge: Knowledge) -> None:
    """How many are open, which risks are unacceptable as they stand, and how many rules have no page behind them."""
    told = " ".join((FOLDER / "README.md").read_text(encoding="utf-8").split())
    open_ones = [hazard["id"] for hazard in HAZARDS if hazard["status"] == "open"]
    unacceptable = [hazard["id"] for hazard in HAZARDS if risk(hazard["residual"]) >= UNACCEPTABLE]
    own = [rule for rule in knowledge.rules if set(rule.sources) == {"OWN"}]
    assert f"{len(HAZARDS)} hazards, {len(open_ones)} of them open" in told
    assert f"Unacceptable as it stands: {', '.join(unacceptable)}." in told
    assert f"{len(own)} of {len(knowledge.rules)} rules rest on general knowledge only" in told


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.md")), ids=lambda page: page.name)
def test_every_link_of_the_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert links and [link for link in links if not (page.parent / link).exists()] == []
