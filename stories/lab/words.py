"""What an expectation can be made of: ids with labels that people understand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.summary.content import topic_labels
from stories.schema import topics
from triage import shipped

_Choice = dict[str, str]


def words(responses: Mapping[str, Any]) -> dict[str, list[_Choice]]:
    """Levels (most urgent first), rules, findings, topics and movements as ``{id, label}``; ``responses`` are Rasa's,
    which label the topics."""
    knowledge = shipped()
    labels = _labels(responses)
    levels = sorted((level for level in knowledge.levels.values() if level.rank), key=lambda level: -level.rank)
    return {
        "levels": [_choice(level.id, level.opening) for level in levels],
        "rules": [_choice(rule.id, rule.because) for rule in knowledge.rules],
        "findings": _sorted([_choice(finding.id, finding.short) for finding in knowledge.findings.values()]),
        "topics": _sorted([_choice(topic, labels.get(topic, topic.replace("_", " "))) for topic in topics()]),
        "movements": [_choice(movement.id, movement.plain_name) for movement in knowledge.movements]}


def _labels(responses: Mapping[str, Any]) -> dict[str, str]:
    """The label of each topic: that of its general answer, which comes with the shortest name."""
    by_intent = topic_labels(responses)
    labels: dict[str, str] = {}
    for intent in sorted(by_intent, key=len, reverse=True):
        topic = responses[f"utter_{intent}"][0]["metadata"].get("topic")
        if topic:
            labels[topic] = by_intent[intent]
    return labels


def _choice(one: str, label: str) -> _Choice:
    return {"id": one, "label": label}


def _sorted(choices: list[_Choice]) -> list[_Choice]:
    return sorted(choices, key=lambda choice: choice["label"].lower())
