"""What Rasa's validation misses: actions nobody wrote, texts nobody says, rules that contradict."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.utils import all_subclasses

from actions.base import SafeAction
from tests.data.content import content, said, said_in_code, steps


def action_classes(package: str) -> list[type[Action]]:
    """The actions that the action server finds in a package, whatever module and class they come from."""
    ActionExecutor().register_package(package)  # as the server does: imports all modules
    found = [kind for kind in all_subclasses(Action) if kind.__module__.startswith(f"{package}.")]
    return [kind for kind in found if not inspect.isabstract(kind)]


def names(kinds: list[type[Action]]) -> list[str]:
    """As the domain knows them; a name that two classes have stands here twice, where the server takes the last."""
    return sorted(kind().name() for kind in kinds)


def never_said(rules: list[dict[str, Any]], responses: Mapping[str, Any], in_code: set[str]) -> set[str]:
    """Responses that no rule, no code and no response that is said leads to."""
    return set(responses) - said(rules, responses, in_code)


def missing(rules: list[dict[str, Any]], responses: Mapping[str, Any], in_code: set[str],
            actions: set[str]) -> set[str]:
    """What is named as something to say or do, and does not exist."""
    return said(rules, responses, in_code) - set(responses) - actions


def not_plain(rules: list[dict[str, Any]]) -> list[str]:
    """Rules that are more than an intent and what follows. A condition on the slot would be none: it has no influence
    on the conversation, so Rasa leaves it out; and :func:`contradictions` understands nothing else."""
    return [rule["rule"] for rule in rules if set(rule) != {"rule", "steps"} or len(rule["steps"]) < 2
            or [list(step) for step in rule["steps"]] != [["intent"]] + [["action"]] * (len(rule["steps"]) - 1)]


def contradictions(rules: list[dict[str, Any]]) -> list[str]:
    """Intents of which rules want different things."""
    outcomes: dict[str, set[str]] = defaultdict(set)
    for rule in rules:
        intent, *does = rule["steps"]
        outcomes[intent["intent"]].add(str([step["action"] for step in does]))
    return [f"{intent}: {sorted(does)}" for intent, does in outcomes.items() if len(does) > 1]


def test_every_action_exists_in_code_and_the_reverse() -> None:
    in_code = action_classes("actions")
    assert sorted(content().actions) == names(in_code)
    assert all(issubclass(kind, SafeAction) for kind in in_code)


def test_every_action_is_run() -> None:
    assert content().actions <= steps(content().rules, "action")


def test_every_text_is_said_and_whatever_is_said_or_done_exists() -> None:
    domain = content()
    assert not never_said(domain.rules, domain.responses, said_in_code())
    assert not missing(domain.rules, domain.responses, said_in_code(), domain.actions)


def test_no_rules_contradict() -> None:
    assert not not_plain(content().rules)
    assert not contradictions(content().rules)


class Sample(Action):
    """Derived from another of ours, or not from SafeAction, an action is found all the same."""

    def name(self) -> str:
        return "action_sample"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        return []


class SampleOfSample(Sample):
    def name(self) -> str:
        return "action_sample_of_sample"


class OfTheSameName(SampleOfSample):
    pass


def test_no_action_is_overlooked() -> None:
    assert names(action_classes(__package__)) == ["action_sample", "action_sample_of_sample", "action_sample_of_sample"]


def rule(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"rule": "sample", "steps": list(steps), **more}


def misses(following: str) -> list[dict[str, Any]]:
    return [{"metadata": {"next_miss": following}}]


A = {"intent": "a"}
SAYS_A, SAYS_B = {"action": "utter_a"}, {"action": "utter_b"}


@pytest.mark.parametrize(("rules", "responses", "in_code", "silent", "absent"), [
    ([rule(A, SAYS_A)], {"utter_a": [{}], "utter_b": [{}]}, set(), {"utter_b"}, set()),
    ([rule(A, SAYS_A)], {}, {"utter_c"}, set(), {"utter_a", "utter_c"}),
    ([rule(A, SAYS_A)], {"utter_a": misses("utter_b"), "utter_b": misses("utter_b")}, set(), set(), set()),
    ([rule(A, SAYS_A)], {"utter_a": misses("utter_b")}, set(), set(), {"utter_b"}),
    ([], {"utter_a": misses("utter_b"), "utter_b": misses("utter_a")}, set(), {"utter_a", "utter_b"}, set()),
    ([rule(A, {"action": "action_b"}, {"action": "triage"})], {}, set(), set(), {"triage"}),
])
def test_a_silent_or_missing_text_would_be_found(rules: Any, responses: Any, in_code: set[str], silent: set[str],
                                                 absent: set[str]) -> None:
    assert never_said(rules, responses, in_code) == silent
    assert missing(rules, responses, in_code, {"action_b"}) == absent


@pytest.mark.parametrize("odd", [
    rule(A, SAYS_A, condition=[{"slot_was_set": [{"check": None}]}]),
    rule({"or": [A, {"intent": "b"}]}, SAYS_A),
    rule(SAYS_A, A, SAYS_B),
    rule(A, SAYS_A, A, SAYS_B),
    rule(A),
])
def test_a_rule_that_is_not_plain_would_be_found(odd: dict[str, Any]) -> None:
    assert not_plain([odd, rule(A, SAYS_A, SAYS_B)]) == ["sample"]


def test_a_contradiction_would_be_found() -> None:
    assert contradictions([rule(A, SAYS_A), rule(A, SAYS_B)]) == ["a: [\"['utter_a']\", \"['utter_b']\"]"]
    assert len(contradictions([rule(A, SAYS_A), rule(A, SAYS_A, SAYS_B)])) == 1
    assert not contradictions([rule(A, SAYS_A), rule(A, SAYS_A), rule({"intent": "b"}, SAYS_B)])
