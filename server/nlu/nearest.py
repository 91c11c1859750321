"""What the most similar training phrases wanted."""

from __future__ import annotations

import numpy as np
from sklearn.decomposition import TruncatedSVD

from server.nlu.in_bytes import InBytes


class NearestPhrases:
    """Chances of each intent by the phrases that a message is most like.

    Every phrase has a say that shrinks with its distance, so that a few near ones decide (a kernel density). What the
    classifier's straight borders average away, a phrase of its own build still finds (docs/understanding.md).

    Thirty thousand long rows are more than a processor keeps at hand. So only the phrases of the ``LIKELY`` intents by
    another opinion are looked at, first by their main directions, and the likeliest ``CANDIDATES`` in full. Of 1,144
    questions this changed the likeliest topic of thirty, as often for the better as for the worse.
    """

    DIRECTIONS = 96
    LIKELY = 20
    CANDIDATES = 400

    def __init__(self, sharpness: float, seed: int = 42) -> None:
        """``sharpness``: how fast the say of a phrase shrinks; at 30 one a tenth less similar has a twentieth."""
        self._sharpness, self._seed = sharpness, seed
        self._rows = InBytes(np.zeros((0, 0)))
        self._short = self._directions = np.zeros((0, 0), dtype=np.float32)
        self._weights, self._intents = np.zeros(0), np.zeros(0, dtype=int)
        # Where the phrases of each intent begin, and the last ones end.
        self._borders = np.zeros(1, dtype=int)

    def fit(self, rows: np.ndarray, intents: np.ndarray, weights: np.ndarray) -> NearestPhrases:
        """Keep the phrases: a row of features, the number of the intent, and the weight of each."""
        order = np.argsort(intents, kind="stable")
        rows, intents, weights = _normed(rows)[order].astype(np.float32), intents[order], weights[order]
        self._directions = self._main_directions(rows)
        self._short = np.ascontiguousarray(rows @ self._directions)
        self._rows, self._intents, self._weights = InBytes(rows), intents, weights
        self._borders = np.searchsorted(intents, np.arange(intents.max() + 2))
        return self

    def chances(self, row: np.ndarray, opinion: np.ndarray) -> np.ndarray:
        """The chance of each intent, by its number; ``opinion`` are the chances that something else gives them."""
        row = _normed(row[None, :])[0].astype(np.float32)
        near = self._candidates(row, np.argsort(-opinion)[: self.LIKELY])
        alike = self._rows.products(near, row)
        say = self._weights[near] * np.exp(self._sharpness * (alike - alike.max()))
        return np.bincount(self._intents[near], weights=say, minlength=len(opinion)) / say.sum()

    def _candidates(self, row: np.ndarray, likely: np.ndarray) -> np.ndarray:
        parts = [(self._borders[intent], self._borders[intent + 1]) for intent in likely]
        near = np.concatenate([np.arange(start, end) for start, end in parts])
        if len(near) <= self.CANDIDATES:
            return near
        short = row @ self._directions
        alike = np.concatenate([self._short[start:end] @ short for start, end in parts])
        return near[np.argpartition(alike, -self.CANDIDATES)[-self.CANDIDATES:]]

    def _main_directions(self, rows: np.ndarray) -> np.ndarray:
        if rows.shape[1] <= self.DIRECTIONS:
            return np.eye(rows.shape[1], dtype=np.float32)
        # A third of the phrases shows them as well as all of them.
        found = TruncatedSVD(self.DIRECTIONS, n_iter=2, random_state=self._seed).fit(rows[::3])
        return np.ascontiguousarray(found.components_.T, dtype=np.float32)


def _normed(rows: np.ndarray) -> np.ndarray:
    """Rows of length 1; one of nothing stays nothing."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths == 0, 1, lengths)
