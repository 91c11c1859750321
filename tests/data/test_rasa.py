"""What Rasa checks by itself, and what it misses: actions nobody wrote, texts nobody says, rules that contradict."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
import yaml

from server.launch.settings import ROOT, environment

# Responses that our code asks for by name; "utter_{topic}" is put together there.
_IN_CODE = re.compile(r'"(utter_[a-z_]+)"')


def content() -> dict[str, Any]:
    """Everything that Rasa merges from domain.yml and data/."""
    merged: dict[str, Any] = {"rules": [], "responses": {}, "intents": [], "actions": [], "taught": set()}
    for path in [ROOT / "domain.yml", *sorted((ROOT / "data").rglob("*.yml"))]:
        part = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        merged["rules"] += part.get("rules") or []
        merged["responses"].update(part.get("responses") or {})
        merged["intents"] += [name for intent in part.get("intents") or () for name in intent]
        merged["actions"] += part.get("actions") or []
        merged["taught"] |= {block["intent"] for block in part.get("nlu") or ()}
    return merged


def said_in_code() -> set[str]:
    files = [path for room in ("actions", "server") for path in (ROOT / room).rglob("*.py")]
    return {name for path in files for name in _IN_CODE.findall(path.read_text(encoding="utf-8"))}


def steps(rules: Iterable[Mapping[str, Any]], kind: str) -> set[str]:
    return {step[kind] for rule in rules for step in rule["steps"] if kind in step}


def never_said(rules: list[dict[str, Any]], responses: Mapping[str, Any], in_code: set[str]) -> set[str]:
    """Responses that no rule, no code and no other response leads to."""
    named = {text["metadata"]["next_miss"] for texts in responses.values() for text in texts
             if "next_miss" in (text.get("metadata") or {})}
    return set(responses) - steps(rules, "action") - in_code - named


def without_text(rules: list[dict[str, Any]], responses: Mapping[str, Any], in_code: set[str]) -> set[str]:
    """Responses that a rule or our code says, and that do not exist."""
    return {name for name in steps(rules, "action") | in_code if name.startswith("utter_")} - set(responses)


def contradictions(rules: list[dict[str, Any]]) -> list[str]:
    """Rules that want different things of the same situation."""
    outcomes: dict[str, set[str]] = defaultdict(set)
    for rule in rules:
        given = [step for step in rule["steps"] if "action" not in step]
        does = [step["action"] for step in rule["steps"] if "action" in step]
        outcomes[str((given, rule.get("condition")))].add(str(does))
    return [f"{given}: {sorted(does)}" for given, does in outcomes.items() if len(does) > 1]


def action_classes() -> set[str]:
    from actions.base import SafeAction
    from actions.triage_action import ActionTriage  # makes the subclasses known

    assert issubclass(ActionTriage, SafeAction)
    return {kind().name() for kind in SafeAction.__subclasses__() if kind.__module__.startswith("actions.")}


def test_rasa_itself_finds_nothing_wrong() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rasa", "data", "validate", "--fail-on-warnings", "--domain", "domain.yml", "--data",
         "data", "--config", "config.yml"], cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=300)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-3000:]
    # Rasa knows of rules only. What it takes for unused is said by actions and by the response generator.
    unused = set(re.findall(r"utterance '(\w+)' is not used", said))
    named = {text["metadata"]["next_miss"] for texts in content()["responses"].values() for text in texts
             if "next_miss" in (text.get("metadata") or {})}
    assert unused and unused <= said_in_code() | named


def test_every_action_exists_in_code_and_the_reverse() -> None:
    domain = content()
    assert set(domain["actions"]) == action_classes()
    assert {name for name in steps(domain["rules"], "action") if name.startswith("action_")} <= set(domain["actions"])


def test_every_text_is_said_and_every_text_that_is_said_exists() -> None:
    domain = content()
    assert not never_said(domain["rules"], domain["responses"], said_in_code())
    assert not without_text(domain["rules"], domain["responses"], said_in_code())


def test_no_rules_contradict() -> None:
    assert not contradictions(content()["rules"])


def test_every_intent_leads_somewhere() -> None:
    """What phrases teach, the router decides or a button sends has a rule, and no rule waits for what never comes."""
    domain = content()
    comes = domain["taught"] | set(domain["intents"])
    assert comes == steps(domain["rules"], "intent")


SAYS_A = {"steps": [{"intent": "a"}, {"action": "utter_a"}]}


@pytest.mark.parametrize(("rules", "responses", "in_code", "silent", "missing"), [
    ([SAYS_A], {"utter_a": [{}], "utter_b": [{}]}, set(), {"utter_b"}, set()),
    ([SAYS_A], {}, {"utter_c"}, set(), {"utter_a", "utter_c"}),
    ([], {"utter_a": [{"metadata": {"next_miss": "utter_b"}}], "utter_b": [{}]}, set(), {"utter_a"}, set()),
])
def test_the_checks_can_fail(rules: Any, responses: Any, in_code: set[str], silent: set[str],
                             missing: set[str]) -> None:
    assert never_said(rules, responses, in_code) == silent
    assert without_text(rules, responses, in_code) == missing


def test_a_contradiction_would_be_found() -> None:
    one, other = ({"steps": [{"intent": "a"}, {"action": action}]} for action in ("utter_a", "utter_b"))
    assert len(contradictions([one, other])) == 1
    assert not contradictions([one, one, {**other, "condition": [{"slot_was_set": "check"}]}])
