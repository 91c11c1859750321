"""What is learned from: the words and letters of a message, its meaning as a vector, and the findings heard in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from spacy.tokens import Doc

from server.nlu.sentence_embedding import SentenceEmbedding, sentence_embedding
from server.nlu.term_weights import TermWeights
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
        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+", min_df=2,
                                      dtype=np.float32)
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3,
                                        max_features=self.MOST_LETTERS, dtype=np.float32)
        self._heard = TfidfVectorizer(sublinear_tf=True, token_pattern=r"\S+", dtype=np.float32)
        self._seed = seed
        self._directions = np.zeros((0, self.DIRECTIONS), dtype=np.float32)

    def fit(self, samples: Sequence[Sample], read: Sequence[Sample]) -> Features:
        """Learn words and directions from all samples, and findings from those that were ``read``."""
        self._words.fit(s.forms for s in samples)
        self._letters.fit(s.typed for s in samples)
        reduction = TruncatedSVD(self.DIRECTIONS, n_iter=2, random_state=self._seed).fit(self._ngrams(samples))
        # Kept the other way round: TruncatedSVD.transform copies its whole matrix for every message.
        self._directions = np.ascontiguousarray(reduction.components_.T, dtype=np.float32)
        self._heard.fit(s.heard for s in read)
        for vectorizer in (self._words, self._letters, self._heard):
            del vectorizer.stop_words_  # all terms that were left out; for looking into only, says scikit-learn
        return self

    def told_by(self, one: Sample) -> np.ndarray:
        """The row of :meth:`told` for one message, in a tenth of the time."""
        words, letters, heard = self._term_weights
        columns, weights = words.of(one.forms)
        of_letters, letter_weights = letters.of(one.typed)
        directions = weights @ self._directions[columns] + letter_weights @ self._directions[words.size + of_letters]
        findings = np.zeros(heard.size, dtype=np.float32)
        of_findings, finding_weights = heard.of(one.heard)
        findings[of_findings] = _HEARD * finding_weights
        return np.concatenate([sentence_embedding().vectors([one.typed])[0], directions, findings])

    @cached_property
    def _term_weights(self) -> tuple[TermWeights, TermWeights, TermWeights]:
        return TermWeights(self._words), TermWeights(self._letters), TermWeights(self._heard)

    def _ngrams(self, samples: Sequence[Sample]) -> csr_matrix:
        return hstack([self._words.transform([s.forms for s in samples]),
                       self._letters.transform([s.typed for s in samples])], format="csr")

    def wanted(self, samples: Sequence[Sample]) -> np.ndarray:
        """For what a message wants: a row of meaning and words for each. Words of the domain weigh as much."""
        return _WANTED * np.hstack([sentence_embedding().vectors([s.typed for s in samples]),
                                    self._ngrams(samples) @ self._directions])

    def told(self, samples: Sequence[Sample]) -> np.ndarray:
        """For what a message tells: a row of meaning, words and findings for each."""
        heard = self._heard.transform([s.heard for s in samples]).toarray()
        return np.hstack([self.wanted(samples) / _WANTED, _HEARD * heard]).astype(np.float32)

    def wanted_of(self, told: np.ndarray) -> np.ndarray:
        """The rows of :meth:`wanted` out of those of :meth:`told`."""
        return _WANTED * told[:, : SentenceEmbedding.SIZE + self.DIRECTIONS]


# How long the rows are: the same regularisation then leaves more room. And what the findings weigh beside the rest.
_WANTED = 3.0
_HEARD = 0.3

