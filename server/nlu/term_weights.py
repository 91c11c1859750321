"""Tf-idf weights of one text, as scikit-learn's vectorizer has learned them but without its checks.

``TfidfVectorizer.transform`` is made for many texts: for one message it takes 2 ms, nearly all of it to check and
convert what is checked and converted already.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer


class TermWeights:
    """Of a fitted vectorizer with sublinear term frequencies and rows of length 1, which ours all have."""

    def __init__(self, vectorizer: TfidfVectorizer) -> None:
        assert vectorizer.sublinear_tf and vectorizer.norm == "l2" and vectorizer.use_idf
        self._terms_of = vectorizer.build_analyzer()
        self._columns: dict[str, int] = vectorizer.vocabulary_
        self._idf = vectorizer.idf_.astype(np.float32)
        self.size = len(self._columns)

    def of(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """The columns of the known terms in a text, and the weight of each."""
        counts = Counter(column for term in self._terms_of(text) if (column := self._columns.get(term)) is not None)
        columns = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
        weights = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))) * self._idf[columns]
        length = np.sqrt(weights @ weights)
        return columns, weights / length if length else weights
