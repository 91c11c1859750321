"""What the most similar training phrases wanted."""

from __future__ import annotations

import numpy as np


class NearestPhrases:
    """Chances of each intent by the phrases that a message is most like.

    Every phrase has a say that shrinks with its distance, so that a few near ones decide (a kernel density). What the
    classifier's straight borders average away, a phrase of its own build still finds (docs/understanding.md).
    """

    def __init__(self, sharpness: float) -> None:
        """``sharpness``: how fast the say of a phrase shrinks; at 30 one a tenth less similar has a twentieth."""
        self._sharpness = sharpness
        self._rows = np.zeros((0, 0), dtype=np.float32)
        self._intents = np.zeros(0, dtype=int)
        self._weights = np.zeros(0)

    def fit(self, rows: np.ndarray, intents: np.ndarray, weights: np.ndarray) -> NearestPhrases:
        """Keep the phrases: a row of features, the number of the intent, and the weight of each."""
        self._rows, self._intents, self._weights = _normed(rows).astype(np.float32), intents, weights
        return self

    def chances(self, row: np.ndarray) -> np.ndarray:
        """The chance of each intent, by its number."""
        alike = self._rows @ _normed(row[None, :])[0]
        say = self._weights * np.exp(self._sharpness * (alike - alike.max()))
        return np.bincount(self._intents, weights=say) / say.sum()


def _normed(rows: np.ndarray) -> np.ndarray:
    """Rows of length 1; one of nothing stays nothing."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths == 0, 1, lengths)
