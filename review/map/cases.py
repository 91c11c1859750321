"""The cases of ``tests/rules/``: what is known about a person, and what must come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from triage import Knowledge

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar is text: a bare ``yes:`` would else become True


class CasesError(Exception):
    """The case files are not usable; the message is one line that says where and why."""


@dataclass(frozen=True)
class Case:
    """One case. ``yes`` and ``unknown`` are finding ids, every other finding is answered no; ``fires`` and ``spares``
    are ids of rules that must and must not fire; ``level`` is the id of the level that must result."""

    name: str
    area: str
    level: str
    yes: tuple[str, ...]
    unknown: tuple[str, ...]
    fires: tuple[str, ...]
    spares: tuple[str, ...]


def read_cases(folder: Path, knowledge: Knowledge) -> tuple[Case, ...]:
    """All cases, in the order of the files. Raises :class:`CasesError` at the first that cannot be shown."""
    cases = []
    for path in sorted(folder.glob("*.yml")):
        try:
            blocks = yaml.load(path.read_text(encoding="utf-8"), _Loader) or []
            cases += [_case(path.stem, block) for block in blocks]
        except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise CasesError(f"{path.name} is no list of cases: {' '.join(str(error).split())}") from error
    for case in cases:
        _check(case, knowledge)
    return tuple(cases)


def naming(cases: Sequence[Case], rule: str) -> tuple[Case, ...]:
    """The cases that name a rule: first those that fire it, then those that do not."""
    return (*(c for c in cases if rule in c.fires), *(c for c in cases if rule in c.spares))


def _case(area: str, block: Mapping[str, Any]) -> Case:
    yes, unknown, fires, spares = (tuple(block.get(key) or ()) for key in ("yes", "unknown", "fires", "not"))
    return Case(block["case"], area, block["level"], yes, unknown, fires, spares)


def _check(case: Case, knowledge: Knowledge) -> None:
    for ids, among, kind in ((case.yes + case.unknown, knowledge.findings, "finding"),
                             (case.fires + case.spares, knowledge.rule_by_id, "rule")):
        for i in ids:
            if i not in among:
                raise CasesError(f"{case.area}.yml, “{case.name}”: there is no {kind} {i}")
