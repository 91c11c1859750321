"""What Rasa merges from domain.yml and data/, and the names that our code uses of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from server.launch.settings import ROOT

# Responses that our code asks for by name; "utter_{topic}" is put together there.
_RESPONSE = re.compile(r"""["'](utter_\w+)["']""")
# Buttons that our code makes; what is put together there ("/{topic}") is made from answers that exist.
_PAYLOAD = re.compile(r""""payload": f?["'](/\w+)""")


@dataclass
class Content:
    """The merged files; ``phrases`` are the examples of each block as they stand in the file, by intent."""

    rules: list[dict[str, Any]] = field(default_factory=list)
    responses: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    intents: set[str] = field(default_factory=set)
    actions: set[str] = field(default_factory=set)
    phrases: list[tuple[str, str]] = field(default_factory=list)

    @property
    def taught(self) -> set[str]:
        """Intents with phrases."""
        return {intent for intent, _ in self.phrases}

    @property
    def all_intents(self) -> set[str]:
        """As ``server/importer.py`` puts them together."""
        return self.taught | self.intents


@cache
def content() -> Content:
    merged = Content()
    for path in [ROOT / "domain.yml", *sorted((ROOT / "data").rglob("*.yml"))]:
        part = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        merged.rules += part.get("rules") or []
        merged.responses.update(part.get("responses") or {})
        merged.intents |= {name for intent in part.get("intents") or () for name in intent}
        merged.actions |= set(part.get("actions") or ())
        merged.phrases += [(block["intent"], block["examples"]) for block in part.get("nlu") or ()]
    return merged


@cache
def said_in_code() -> frozenset[str]:
    """Responses that code or config.yml names."""
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    fallbacks = {policy.get("core_fallback_action_name") for policy in config["policies"]} - {None}
    return frozenset(_RESPONSE.findall(_code())) | fallbacks


def sent_by_code() -> set[str]:
    """Payloads of the buttons that code makes."""
    return set(_PAYLOAD.findall(_code()))


@cache
def _code() -> str:
    files = [path for room in ("actions", "server") for path in sorted((ROOT / room).rglob("*.py"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def steps(rules: Iterable[Mapping[str, Any]], kind: str) -> set[str]:
    """The intents or the actions of rules."""
    return {step[kind] for rule in rules for step in rule["steps"] if kind in step}


def said(rules: Iterable[Mapping[str, Any]], responses: Mapping[str, Any], in_code: Iterable[str]) -> set[str]:
    """What a rule or code names, and what the responses so reached name as the reply to the next miss."""
    reached: set[str] = set()
    fresh = steps(rules, "action") | set(in_code)
    while fresh:
        reached |= fresh
        named = {(text.get("metadata") or {}).get("next_miss") for name in fresh for text in responses.get(name, ())}
        fresh = named - reached - {None}
    return reached
