"""The JSON Schema of a story: editors complete and check with it, and so does the reader.

``python -m stories.schema`` writes it to ``stories/story.schema.json``; a test says when that is out of date.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from server.launch.settings import ROOT
from stories.vocabulary import (
    A_QUESTION,
    CHANNELS,
    EXPECTATIONS,
    FAULTS,
    NOTHING,
    ON_STORED,
    ON_TIME,
    RESTART,
    SLOW_PATTERN,
    THE_LAST_MESSAGE,
    TOGETHER,
    TURNS,
    WAIT_PATTERN,
)
from triage import shipped

FILE = Path(__file__).resolve().parent / "story.schema.json"


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The schema, with the ids of the knowledge and the topics as they are now."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A story",
        "description": "Who writes what, and what must be true of the reply (docs/stories.md)",
        **_object({
            "story": _text("What this story shows, as a sentence"),
            "channel": {"enum": list(CHANNELS), "description": "Where it is played; rest if left out"},
            "during": {"$ref": "#/definitions/fault"},
            "turns": _list({"$ref": "#/definitions/turn"})}, ["story", "turns"]),
        "definitions": {
            "fault": {"anyOf": [{"enum": list(FAULTS)}, {"type": "string", "pattern": SLOW_PATTERN}],
                      "description": "What is broken meanwhile, for example: the action server is slow by 20 s"},
            "turn": _turn({**_deeds(), TOGETHER: _list(_turn(_deeds()))}),
            "bot": _object(_expectations(), [])}}


def _deeds() -> dict[str, Any]:
    """What one person does, or what happens."""
    repeated = _object({"repeat": _text("The words"), "times": {"type": "integer", "minimum": 1}}, ["repeat", "times"])
    said = {"anyOf": [{"type": "string"}, repeated]}
    values = {"user": said, "press": {"type": "string"}, "tick": _list({"type": "string"}),
              "until the end": {"type": "string"}, "again": {"enum": [THE_LAST_MESSAGE]},
              ON_STORED: {"enum": [RESTART]}, ON_TIME: {"type": "string", "pattern": WAIT_PATTERN}}
    return {kind: {**value, "description": TURNS[kind]} for kind, value in values.items()}


def _turn(deeds: dict[str, Any]) -> dict[str, Any]:
    return {**_object({**deeds, "who": _text("Who does it, where there are several people"),
                       "during": {"$ref": "#/definitions/fault"}, "bot": {"$ref": "#/definitions/bot"}}, []),
            "oneOf": [{"required": [kind]} for kind in deeds]}


def _expectations() -> dict[str, Any]:
    knowledge = shipped()
    levels = [level.id for level in knowledge.levels.values() if level.rank]
    findings = sorted(knowledge.findings)
    values: dict[str, Any] = {
        "level": {"enum": [*levels, NOTHING]}, "level at least": {"enum": levels}, "level at most": {"enum": levels},
        "rules": _ids_or_nothing(sorted(knowledge.rule_by_id)), "asks": {"enum": [NOTHING, A_QUESTION]},
        "asks about": _ids(findings), "never asks about": _ids(findings),
        "topic": {"enum": [*topics(), NOTHING]}, "offers": _ids_or_nothing(topics()),
        "movement": {"enum": [*(movement.id for movement in knowledge.movements), NOTHING]},
        "buttons": {"anyOf": [{"enum": [NOTHING]}, _list({"type": "string"})]},
        "final": {"type": "boolean"}, "says": _list({"type": "string"}), "never says": _list({"type": "string"}),
        "says nothing else": {"enum": [True]}}
    return {word: {**values[word], "description": hint} for word, hint in EXPECTATIONS.items()}


@lru_cache(maxsize=1)
def topics() -> tuple[str, ...]:
    """The ids of all topics that can be answered."""
    found: set[str] = set()
    for file in (ROOT / "data").rglob("*.yml"):
        responses = (yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader) or {}).get("responses") or {}
        found |= {text["metadata"]["topic"] for texts in responses.values() for text in texts
                  if (text.get("metadata") or {}).get("topic")}
    return tuple(sorted(found))


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1}


def _ids(ids: Iterable[str]) -> dict[str, Any]:
    return _list({"enum": list(ids)})


def _ids_or_nothing(ids: Iterable[str]) -> dict[str, Any]:
    return {"anyOf": [{"enum": [NOTHING]}, _ids(ids)]}


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "description": description}


def as_text() -> str:
    """The schema as its file holds it."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(as_text(), encoding="utf-8")
