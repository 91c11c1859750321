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
from scipy.sparse import csr_matrix
from sklearn.svm import SVC

# How far around itself an example is heard.
_WIDTH = 0.5


def _alike(rows: np.ndarray) -> np.ndarray:
    """How near each row is to each, from 0 to 1, in radial distance: all at once takes a third of the time that the
    machine takes for it."""
    lengths = (rows ** 2).sum(axis=1, dtype=np.float64)
    near = np.empty((len(rows), len(rows)))  # more than a gigabyte, so it is made in pieces and changed in place
    for start in range(0, len(rows), 1000):
        near[start : start + 1000] = rows[start : start + 1000] @ rows.T
    near *= 2
    near -= lengths[:, None]
    near -= lengths
    near *= _WIDTH
    return np.exp(near, out=near)


class _Rows:
    """Rows whose columns from ``dense`` on are nearly all empty, and their products with another such row."""

    def __init__(self, rows: np.ndarray, dense: int) -> None:
        self._dense = np.ascontiguousarray(rows[:, :dense], dtype=np.float32)
        self._sparse = csr_matrix(rows[:, dense:], dtype=np.float32)

    def __matmul__(self, row: np.ndarray) -> np.ndarray:
        width = self._dense.shape[1]
        product: np.ndarray = self._dense @ row[:width] + self._sparse @ row[width:]
        return product


class _Border(NamedTuple):
    """What the machine has learned: the examples at the border, their squared lengths, the weight of each, and the
    constant.

    Its own decision_function copies all examples for each message, megabytes that in a server's thread cost 40 ms."""

    examples: _Rows
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
    # Of what is farther away than this nobody asks what it sounds like.
    CALM = -1.0

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._border: _Border | None = None
        self._examples: _Rows | None = None
        self._findings: list[tuple[str, ...]] = []

    def fit(self, rows: np.ndarray, dense: int, dangerous: Sequence[bool], findings: Sequence[Sequence[str]]
            ) -> DangerEar:
        """Learn; of the columns the first ``dense`` are full. ``findings`` are what each message tells, and matter for
        the dangerous ones."""
        told = np.array(dangerous)
        machine = SVC(C=3.0, kernel="precomputed", class_weight="balanced", random_state=self._seed)
        examples = rows[machine.fit(_alike(rows), told).support_]
        self._border = _Border(_Rows(examples, dense), (examples ** 2).sum(axis=1).astype(np.float32),
                               machine.dual_coef_[0], float(machine.intercept_[0]))
        self._examples = _Rows(rows[told], dense)
        self._findings = [tuple(f) for f, d in zip(findings, dangerous, strict=True) if d]
        return self

    def hear(self, row: np.ndarray, recall: bool = True) -> tuple[float, list[str]]:
        """For one message the distance, and the findings that similar emergencies told, likeliest first; none for a
        calm one, and none if there is no need to ``recall`` them."""
        assert self._border is not None and self._examples is not None, "it has learned nothing yet"
        row = row.astype(np.float32)  # of another kind, it would have all examples copied
        distance = self._border.distance(row)
        if distance < self.CALM or not recall:
            return distance, []
        likeness = self._examples @ row
        votes: Counter[str] = Counter()
        for n in np.argsort(-likeness)[: self.NEIGHBOURS]:
            for finding in self._findings[n]:
                votes[finding] += max(float(likeness[n]), 0.0)
        return distance, [finding for finding, _ in votes.most_common()]

