"""The arithmetic: evaluation messages, topics summed over their parts, and how often a ranking is right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from review.evaluation.measures import Share

FILES = ("topics.yml", "reports.yml")
# A topic goes by the name of the intent of its general answer.
_TOPIC = "ask_{}"
# What talk is not small.
_NO_SMALL_TALK = ("out_of_scope", "adversarial")
_REPORTS, _TRAP = ("report", "emergency"), "trap"

AT_ONCE, IN_THREE, TALK, REPORTS = "topic right at once", "topic in first three", "talk right", "reports as reports"
MAIN = (AT_ONCE, IN_THREE, TALK, REPORTS)


class MessagesError(Exception):
    """The evaluation messages are not usable; the message lists every problem, one a line."""


@dataclass(frozen=True)
class Wanted:
    """A message with the intents that are right for it; ``kind`` is a line of the table, ``finer`` a part of it."""

    says: str
    kind: str
    finer: str
    right: frozenset[str]


def whole(intent: str, topics: Mapping[str, str]) -> str:
    """An answer that is part of a topic counts as the topic."""
    return _TOPIC.format(topics[intent]) if intent in topics else intent


def guesses(ranking: Iterable[Mapping[str, Any]], topics: Mapping[str, str]) -> list[str]:
    """What a message may want, likeliest first; a topic is as likely as its answers together."""
    sums: dict[str, float] = defaultdict(float)
    for entry in ranking:
        sums[whole(entry["name"], topics)] += entry["confidence"]
    return sorted(sums, key=lambda name: -sums[name])


def messages(folder: Path, intents: Collection[str], topics: Mapping[str, str], report: str) -> list[Wanted]:
    """Those of a folder, without other languages and traps. Raises :class:`MessagesError`."""
    missing = [f"{folder / name} is missing; name another folder with --messages." for name in FILES
               if not (folder / name).is_file()]
    if missing:
        raise MessagesError("\n".join(missing))
    found, problems = [], []
    for name in FILES:
        for number, entry in enumerate(yaml.load((folder / name).read_text(encoding="utf-8"), yaml.BaseLoader), 1):
            if "language" in entry or entry.get("kind") == _TRAP:
                continue
            wanted, unknown = _wanted(entry, intents, topics, report)
            problems += [f"{name}, message {number}: {u}" for u in unknown]
            found += [wanted] if wanted else []
    if problems:
        raise MessagesError("\n".join(problems))
    return found


def _wanted(entry: Mapping[str, Any], intents: Collection[str], topics: Mapping[str, str],
            report: str) -> tuple[Wanted | None, list[str]]:
    if "topic" in entry:
        asked = [_TOPIC.format(topic) for topic in entry["topic"]]
        unknown = [f"there is no topic '{t}'." for t, a in zip(entry["topic"], asked, strict=True) if a not in topics]
        return Wanted(entry["says"], AT_ONCE, "", frozenset(whole(a, topics) for a in asked)), unknown
    if "talk" in entry:
        talk = entry["talk"]
        finer = talk if talk in _NO_SMALL_TALK else "small talk"
        return (Wanted(entry["says"], TALK, finer, frozenset({talk})),
                [] if talk in intents else [f"there is no intent '{talk}'."])
    if entry.get("kind") in _REPORTS:
        return Wanted(entry["says"], REPORTS, entry["kind"], frozenset({report})), []
    return None, ["it says neither topic nor talk nor a kind of report."]


def shares(wanted: Sequence[Wanted], guessed: Sequence[Sequence[str]]) -> dict[str, Share]:
    """How often the first guess, and for topics one of the first three, is right; then the same for finer kinds."""
    pairs = list(zip(wanted, guessed, strict=True))

    def share(kind: str, first: int = 1, finer: str | None = None) -> Share:
        some = [not w.right.isdisjoint(g[:first]) for w, g in pairs if w.kind == kind and finer in (None, w.finer)]
        return Share(sum(some), len(some))

    found = {AT_ONCE: share(AT_ONCE), IN_THREE: share(AT_ONCE, first=3), TALK: share(TALK), REPORTS: share(REPORTS)}
    for kind, finer in sorted({(w.kind, w.finer) for w in wanted if w.finer}):
        found[f"{kind}: {finer}"] = share(kind, finer=finer)
    return found
