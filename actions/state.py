"""The check as one slot: what is known, what was asked, how it stands. Only ``action_triage`` writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

SLOT = "check"


@dataclass
class Check:
    """``findings`` {id: yes | no | unknown}; ``asked`` ids of questions put, in order; ``started`` whether the
    interview runs; ``level`` the most urgent level so far; ``final`` whether the result was given; ``rules`` the
    rules behind it; ``missed`` how often in a row the pending question got no usable answer."""

    findings: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    started: bool = False
    level: str | None = None
    final: bool = False
    rules: list[str] = field(default_factory=list)
    country: str | None = None
    missed: int = 0

    @classmethod
    def from_slot(cls, value: Mapping[str, Any] | None) -> Check:
        """From the slot; an empty or foreign value is a fresh check."""
        known = {k: v for k, v in (value or {}).items() if k in cls.__dataclass_fields__}
        return cls(**known)

    def as_slot(self) -> dict[str, Any]:
        """Plain data for the slot."""
        return asdict(self)

    def learn(self, values: Mapping[str, str]) -> list[str]:
        """Take up findings; returns the ids that are news. A yes stays: a later no does not undo a danger."""
        news = [f for f, v in values.items()
                if self.findings.get(f) != v and self.findings.get(f) != "yes"]
        self.findings.update({f: values[f] for f in news})
        return news
