"""The check as one slot: what is known, what was asked, how it stands. Only the check's actions write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

SLOT = "check"


@dataclass
class Check:
    """``findings`` {id: yes | no | unknown}; ``asked`` ids of questions answered or passed over, in order, and ``put``
    the findings each was about; ``started`` whether the interview runs; ``level`` the most urgent level so far;
    ``final`` whether the result was given; ``rules`` the rules behind it; ``missed`` how often in a row the pending
    question got no usable answer; ``vague`` screens whose words were used without saying enough; ``loose`` findings
    told that count once what they belong to is known; ``said`` the person's words for findings told freely;
    ``movement`` the type that the result named; ``confirming`` findings that are asked about once more, because
    something said puts them in doubt: only then does a no undo a yes."""

    findings: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    put: dict[str, list[str]] = field(default_factory=dict)
    started: bool = False
    level: str | None = None
    final: bool = False
    rules: list[str] = field(default_factory=list)
    country: str | None = None
    missed: int = 0
    vague: list[str] = field(default_factory=list)
    loose: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    movement: str | None = None
    confirming: list[str] = field(default_factory=list)

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

    def correct(self, values: Mapping[str, str]) -> list[str]:
        """Take up answers to findings that were asked once more; returns the ids that changed. Not being sure leaves
        things as they were (P4)."""
        changed = [f for f, v in values.items() if v != "unknown" and self.findings.get(f) != v]
        self.findings.update({f: values[f] for f in changed})
        return changed

    def close_question(self, question: str | None, asking: Sequence[str]) -> None:
        """Note that a question is done with, answered or not."""
        if question and question not in self.asked:
            self.asked.append(question)
            self.put[question] = list(asking)

    def reopen_last(self) -> tuple[str, list[str]] | None:
        """Take the latest question back, so that it can be answered anew; None when there is none."""
        if not self.asked:
            return None
        question = self.asked.pop()
        return question, self.put.pop(question, [])
