"""Rows of numbers kept in bytes: a quarter of the memory, and what is looked up is quicker made whole again than half
as long numbers are, which processors do not know."""

from __future__ import annotations

import numpy as np

_LARGEST = 127


class InBytes:
    """Rows that are right to about half a hundredth of their largest number."""

    def __init__(self, rows: np.ndarray) -> None:
        largest = np.abs(rows).max(axis=1, initial=0.0)
        self._steps = (np.where(largest == 0, 1, largest) / _LARGEST).astype(np.float32)
        self._bytes = np.rint(rows / self._steps[:, None]).astype(np.int8)

    def weighted_sum(self, which: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """The sum of some rows, each by its weight."""
        total: np.ndarray = (weights * self._steps[which]) @ self._bytes[which].astype(np.float32)
        return total

    def products(self, which: np.ndarray, row: np.ndarray) -> np.ndarray:
        """The product of each of some rows with one row."""
        found: np.ndarray = (self._bytes[which].astype(np.float32) @ row) * self._steps[which]
        return found
