"""Why do you say that? The sentences behind a level, from the person's own answers."""

from __future__ import annotations

from dataclasses import dataclass

from triage.assess import Assessment
from triage.knowledge import Knowledge, Source


@dataclass(frozen=True)
class Explanation:
    """One rule's reason: the person's answers (as short labels), why they matter, where that comes from."""

    rule: str
    you_told: tuple[str, ...]
    not_known: tuple[str, ...]
    because: str
    do: str
    sources: tuple[Source, ...]


def explain(knowledge: Knowledge, assessment: Assessment) -> tuple[Explanation, ...]:
    """The reasons for the assessment's level, lowest rule number first; empty when no rule decided."""
    return tuple(
        Explanation(
            rule=fired.rule.id,
            you_told=tuple(knowledge.findings[i].short for i in fired.because_of),
            not_known=tuple(knowledge.findings[i].short for i in fired.unsure_of),
            because=fired.rule.because, do=fired.rule.do,
            sources=tuple(knowledge.sources[s] for s in fired.rule.sources))
        for fired in assessment.deciding)
