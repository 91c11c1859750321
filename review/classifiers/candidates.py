"""What is compared: the pipelines of ``candidates.yml``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from server.launch.settings import ROOT

_FILE = Path(__file__).with_name("candidates.yml")


class UnknownCandidate(ValueError):
    """A name that stands for no candidate; the message lists those that do."""


@dataclass(frozen=True)
class Candidate:
    """One way to classify; the fields are explained in ``candidates.yml``."""

    name: str
    title: str
    pipeline: Sequence[Mapping[str, Any]]
    ranking: str
    learns_messages: bool
    extra_packages: Sequence[str]

    def config(self) -> dict[str, Any]:
        """For Rasa, as ``config.yml`` would say it."""
        return {"recipe": "default.v1", "assistant_id": self.name, "language": "en",
                "pipeline": [dict(component) for component in self.pipeline]}


@dataclass(frozen=True)
class Reports:
    """The intent of a report, and the labelled messages that are reports."""

    intent: str
    files: Sequence[Path]


@lru_cache(maxsize=1)
def _said() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def reports() -> Reports:
    """Where labelled reports are found."""
    return Reports(_said()["reports"]["intent"], [ROOT / file for file in _said()["reports"]["files"]])


def candidates(only: Collection[str] = (), epochs: int | None = None) -> list[Candidate]:
    """All of them, or those named, in the order of the file; ``epochs`` for each component that counts them.

    Raises :class:`UnknownCandidate`.
    """
    found = [_candidate(said, epochs) for said in _said()["candidates"]]
    if unknown := set(only) - {c.name for c in found}:
        raise UnknownCandidate(f"There is no candidate {', '.join(sorted(unknown))}. "
                               f"Allowed: {', '.join(c.name for c in found)}.")
    return [c for c in found if not only or c.name in only]


def _candidate(said: Mapping[str, Any], epochs: int | None) -> Candidate:
    pipeline = [{**c, "epochs": epochs} if epochs and "epochs" in c else c for c in _pipeline(said)]
    counted = next((c["epochs"] for c in pipeline if "epochs" in c), None)
    return Candidate(said["name"], said["title"].format(epochs=counted), pipeline,
                     said.get("ranking", "intent_ranking"), said.get("learns_messages", False),
                     said.get("extra_packages", ()))


def _pipeline(said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if "config" not in said:
        return [component for part in said["parts"] for component in _said()["parts"][part]]
    config = yaml.safe_load((ROOT / said["config"]).read_text(encoding="utf-8"))
    return [component for component in config["pipeline"] if component["name"] not in said["without"]]
