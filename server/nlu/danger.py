"""A second ear for danger, for what no phrase of the knowledge covers: learned from labelled messages.

The rules of triage work on findings, and findings come from phrases (``server/understanding``). People put danger in
words that nobody has listed ("nails gone blue, long gaps"). This ear does not decide what is wrong: it says how much a
message sounds like those that called for help at once, and which findings those told. The router then has the person
asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from sklearn.svm import SVC


class DangerEar:
    """How much a message sounds like an emergency, as a distance from the border: 0 on it, about 1 for a plain one."""

    # Findings of so many of the most similar emergencies are taken up.
    NEIGHBOURS = 7

    def __init__(self, seed: int) -> None:
        self._machine = SVC(C=3.0, gamma=0.5, class_weight="balanced", random_state=seed)
        self._examples = np.zeros((0, 0))
        self._findings: list[tuple[str, ...]] = []

    def fit(self, rows: np.ndarray, dangerous: Sequence[bool], findings: Sequence[Sequence[str]]) -> DangerEar:
        """Learn; ``findings`` are what each message tells, and matter for the dangerous ones."""
        told = np.array(dangerous)
        self._machine.fit(rows, told)
        self._examples = rows[told]
        self._findings = [tuple(f) for f, d in zip(findings, dangerous, strict=True) if d]
        return self

    def hear(self, row: np.ndarray) -> tuple[float, list[str]]:
        """For one message the distance, and the findings that similar emergencies told, likeliest first."""
        distance = float(self._machine.decision_function(row[None])[0])
        likeness = self._examples @ row
        votes: Counter[str] = Counter()
        for n in np.argsort(-likeness)[: self.NEIGHBOURS]:
            for finding in self._findings[n]:
                votes[finding] += max(float(likeness[n]), 0.0)
        return distance, [finding for finding, _ in votes.most_common()]

