"""What is learned from: the words and letters of a message, its meaning as a vector, and the findings heard in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import FunctionTransformer
from spacy.tokens import Doc

from server.nlu.sentence_embedding import SentenceEmbedding, sentence_embedding
from server.understanding.reading import Reading
from server.understanding.understanding import understanding


class Sample(NamedTuple):
    """One message: as typed (lower case), in mended word forms, and what was heard in it, as one word for each."""

    typed: str
    forms: str
    heard: str


def sample(document: Doc, reading: Reading | None = None) -> Sample:
    """What there is to learn from a message; ``heard`` stays empty where it was not read."""
    heard = set()
    if reading:
        heard = {f"{m.finding}:{m.value}:{m.context}" for m in reading.mentions} | {f"vague:{v}" for v in reading.vague}
        heard.add("asks" if reading.asks else "states")
    return Sample(document.text.lower(), " ".join(t.norm_ for t in document), " ".join(sorted(heard)))


def samples_of(texts: Iterable[str], *, read: bool) -> list[Sample]:
    """Samples of texts; reading them for findings takes five times as long."""
    reader = understanding()
    documents = map(reader.document, texts)
    return [sample(d, reader.read_document(d) if read else None) for d in documents]


class Features:
    """Dense features of messages in blocks, each row about of length 1.

    Word and letter n-grams know the exact words of this domain, the sentence embedding knows what other words mean the
    same, and the findings know what the rules make of them; docs/understanding.md has the figures.
    """

    # Tf-idf has many thousand columns; this many directions hold what matters and train in seconds.
    DIRECTIONS = 300
    MOST_LETTERS = 30_000

    def __init__(self, seed: int) -> None:
        self._ngrams = FeatureUnion([
            ("words", Pipeline([("forms", _column("forms")), ("tfidf", TfidfVectorizer(
                ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+", min_df=2, dtype=np.float32))])),
            ("letters", Pipeline([("typed", _column("typed")), ("tfidf", TfidfVectorizer(
                analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3, max_features=self.MOST_LETTERS,
                dtype=np.float32))]))])
        self._heard = Pipeline([("heard", _column("heard")), ("tfidf", TfidfVectorizer(token_pattern=r"\S+",
                                                                                   dtype=np.float32))])
        self._seed = seed
        self._directions = np.zeros((0, self.DIRECTIONS), dtype=np.float32)

    def fit(self, samples: Sequence[Sample], read: Sequence[Sample]) -> Features:
        """Learn words and directions from all samples, and findings from those that were ``read``."""
        found = self._ngrams.fit_transform(samples)
        reduction = TruncatedSVD(self.DIRECTIONS, n_iter=2, random_state=self._seed).fit(found)
        # Kept the other way round: TruncatedSVD.transform copies its whole matrix for every message.
        self._directions = np.ascontiguousarray(reduction.components_.T, dtype=np.float32)
        self._heard.fit(read)
        return self

    def wanted(self, samples: Sequence[Sample]) -> np.ndarray:
        """For what a message wants: a row of meaning and words for each. Words of the domain weigh as much."""
        return _WANTED * np.hstack([sentence_embedding().vectors([s.typed for s in samples]),
                                    self._ngrams.transform(samples) @ self._directions])

    def told(self, samples: Sequence[Sample]) -> np.ndarray:
        """For what a message tells: a row of meaning, words and findings for each."""
        return np.hstack([self.wanted(samples) / _WANTED, _HEARD * self._heard.transform(samples).toarray()])

    def wanted_of(self, told: np.ndarray) -> np.ndarray:
        """The rows of :meth:`wanted` out of those of :meth:`told`."""
        return _WANTED * told[:, : SentenceEmbedding.SIZE + self.DIRECTIONS]


# How long the rows are: the same regularisation then leaves more room. And what the findings weigh beside the rest.
_WANTED = 3.0
_HEARD = 0.3


def _column(name: str) -> FunctionTransformer:
    return FunctionTransformer(_take, kw_args={"name": name})


def _take(samples: Sequence[Sample], name: str) -> list[str]:
    return [getattr(s, name) for s in samples]
