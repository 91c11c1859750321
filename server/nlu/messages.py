"""The labelled messages of ``knowledge/messages/``: what people wrote, how dangerous it is, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from triage import Knowledge, KnowledgeError

# Every scalar is text; in C where it can be.
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
FOLDER = Path(__file__).resolve().parents[2] / "knowledge" / "messages"

# Calls for help now; tells of a state that can wait for a check; names a danger that is not there.
KINDS = ("emergencies", "reports", "traps")


@dataclass(frozen=True)
class Labelled:
    """A message with what a careful reader makes of it: its ``kind`` (the file it stands in), and the findings that it
    plainly tells (``yes``) or denies (``no``)."""

    says: str
    kind: str
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


def labelled(knowledge: Knowledge, folder: Path = FOLDER) -> list[Labelled]:
    """All labelled messages. Raises :class:`~triage.KnowledgeError` naming each wrong entry."""
    found: list[Labelled] = []
    problems = [f"{kind}.yml is missing in {folder}." for kind in KINDS if not (folder / f"{kind}.yml").exists()]
    for file in sorted(folder.glob("*.yml")):
        if file.stem not in KINDS:
            problems.append(f"{file.name}: unknown kind of message. Allowed: {', '.join(KINDS)}.")
            continue
        for number, entry in enumerate(yaml.load(file.read_text(encoding="utf-8"), _Loader) or (), 1):
            if not isinstance(entry, dict) or not entry.get("says"):
                problems.append(f"{file.name}, message {number}: needs 'says'.")
                continue
            message = Labelled(str(entry["says"]), file.stem, tuple(entry.get("yes") or ()),
                               tuple(entry.get("no") or ()))
            problems += [f"{file.name}, message {number}: unknown finding '{i}'. Allowed: the ids of the finding files."
                         for i in (*message.yes, *message.no) if i not in knowledge.findings]
            found.append(message)
    if problems:
        raise KnowledgeError("\n".join(problems))
    return found
