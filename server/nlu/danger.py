"""A second ear for danger, for what no phrase of the knowledge covers: learned from labelled messages.

The rules of triage work on findings, and findings come from phrases (``server/understanding``). People put danger in
words that nobody has listed ("nails gone blue, long gaps"). This ear does not decide what is wrong: it says how much a
message sounds like those that called for help at once, and which findings those told. The router then has the person
asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sklearn.svm import SVC

# How far around itself an example is heard.
_WIDTH = 0.5


class _Border(NamedTuple):
    """What the machine has learned: the examples at the border, their squared lengths, the weight of each, and the
    constant.

    Its own decision_function copies all examples for each message, megabytes that in a server's thread cost 40 ms."""

    examples: np.ndarray
    lengths: np.ndarray
    weights: np.ndarray
    constant: float

    def distance(self, row: np.ndarray) -> float:
        apart = self.lengths - 2 * (self.examples @ row) + row @ row
        return float(self.weights @ np.exp(-_WIDTH * apart) + self.constant)


class DangerEar:
    """How much a message sounds like an emergency, as a distance from the border: 0 on it, about 1 for a plain one."""

    # Findings of so many of the most similar emergencies are taken up.
    NEIGHBOURS = 7

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._border = _Border(np.zeros((0, 0)), np.zeros(0), np.zeros(0), 0.0)
        self._examples = np.zeros((0, 0))
        self._findings: list[tuple[str, ...]] = []

    def fit(self, rows: np.ndarray, dangerous: Sequence[bool], findings: Sequence[Sequence[str]]) -> DangerEar:
        """Learn; ``findings`` are what each message tells, and matter for the dangerous ones."""
        told = np.array(dangerous)
        machine = SVC(C=3.0, gamma=_WIDTH, class_weight="balanced", random_state=self._seed).fit(rows, told)
        examples = machine.support_vectors_.astype(np.float32)
        self._border = _Border(examples, (examples ** 2).sum(axis=1), machine.dual_coef_[0],
                               float(machine.intercept_[0]))
        self._examples = rows[told].astype(np.float32)
        self._findings = [tuple(f) for f, d in zip(findings, dangerous, strict=True) if d]
        return self

    def hear(self, row: np.ndarray) -> tuple[float, list[str]]:
        """For one message the distance, and the findings that similar emergencies told, likeliest first."""
        row = row.astype(np.float32)  # of another kind, it would have all examples copied
        distance = self._border.distance(row)
        likeness = self._examples @ row
        votes: Counter[str] = Counter()
        for n in np.argsort(-likeness)[: self.NEIGHBOURS]:
            for finding in self._findings[n]:
                votes[finding] += max(float(likeness[n]), 0.0)
        return distance, [finding for finding, _ in votes.most_common()]

