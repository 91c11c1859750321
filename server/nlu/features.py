"""What is learned from: the words and letters of a message, its meaning as a vector, and the findings heard in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from joblib import Parallel, cpu_count, delayed
from scipy.sparse import hstack
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from spacy.tokens import Doc

from server.nlu.in_bytes import InBytes
from server.nlu.sentence_embedding import SentenceEmbedding
from server.nlu.term_weights import TermWeights
from server.understanding.reading import Reading
from server.understanding.understanding import understanding


class Sample(NamedTuple):
    """One message: as typed (lower case), in mended word forms, and what was heard in it, as one word for each."""

    typed: str
    forms: str
    heard: str


def sample(document: Doc, reading: Reading) -> Sample:
    """What there is to learn from a message."""
    heard = {f"{m.finding}:{m.value}:{m.context}" for m in reading.mentions} | {f"vague:{v}" for v in reading.vague}
    heard.add("asks" if reading.asks else "states")
    return Sample(document.text.lower(), " ".join(t.norm_ for t in document), " ".join(sorted(heard)))


def samples_of(texts: Iterable[str]) -> list[Sample]:
    """Samples of texts, with what was heard in them."""
    reader = understanding()
    return [sample(d, reader.read_document(d)) for d in map(reader.document, texts)]


def samples_of_many(texts: Sequence[str]) -> list[Sample]:
    """The same, shared out to all processors: reading is plain Python, which uses one."""
    understanding()  # copies of this process then have a reader already
    parts = cpu_count()
    # Every second one, as the long ones stand together.
    shares = Parallel(parts, backend="multiprocessing")(delayed(samples_of)(texts[n::parts]) for n in range(parts))
    return [shares[n % parts][n // parts] for n in range(len(texts))]


class Features:
    """Dense features of messages in three blocks, each about of length 1 or a part of it.

    Word and letter n-grams know the exact words of this domain, the sentence embedding knows what other words mean the
    same, and the findings know what the rules make of them; docs/understanding.md has the figures.
    """

    # Tf-idf has many thousand columns; this many directions hold what matters and train in seconds.
    DIRECTIONS = 300
    MOST_LETTERS = 30_000
    # Columns of meaning and words, which stand before those of the findings.
    PLAIN = SentenceEmbedding.SIZE + DIRECTIONS
    # What the findings weigh beside the rest.
    HEARD = 0.5

    def __init__(self, seed: int) -> None:
        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+", min_df=2,
                                      dtype=np.float32)
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3,
                                        max_features=self.MOST_LETTERS, dtype=np.float32)
        self._heard = TfidfVectorizer(sublinear_tf=True, token_pattern=r"\S+", min_df=5, dtype=np.float32)
        self._seed = seed
        self._directions = InBytes(np.zeros((0, self.DIRECTIONS)))

    def fit(self, samples: Sequence[Sample], meanings: Callable[[], np.ndarray]) -> np.ndarray:
        """Learn words, directions and findings; gives a row for each sample. ``meanings`` gives the embeddings of their
        texts in whole words, and may take its time while the rest is worked out."""
        ngrams = hstack([self._words.fit_transform([s.forms for s in samples]),
                         self._letters.fit_transform([s.typed for s in samples])], format="csr")
        heard = self._heard.fit_transform([s.heard for s in samples])
        for vectorizer in (self._words, self._letters, self._heard):
            del vectorizer.stop_words_  # all terms that were left out; for looking into only, says scikit-learn
        # A third of the samples shows the directions as well as all of them.
        found = TruncatedSVD(self.DIRECTIONS, n_iter=2, random_state=self._seed).fit(ngrams[::3])
        # Kept the other way round, since TruncatedSVD.transform copies its whole matrix for every message.
        self._directions = InBytes(found.components_.T)
        return np.hstack([meanings(), ngrams @ found.components_.T.astype(np.float32),
                          self.HEARD * heard.toarray()]).astype(np.float32)

    def row(self, one: Sample, meaning: Callable[[], np.ndarray]) -> np.ndarray:
        """The row of one sample; ``meaning`` gives its embedding, and may take its time while the rest is worked
        out."""
        words, letters, heard = self._term_weights
        columns, weights = words.of(one.forms)
        of_letters, letter_weights = letters.of(one.typed)
        directions = self._directions.weighted_sum(np.concatenate([columns, words.size + of_letters]),
                                                   np.concatenate([weights, letter_weights]))
        findings = np.zeros(heard.size, dtype=np.float32)
        of_findings, finding_weights = heard.of(one.heard)
        findings[of_findings] = self.HEARD * finding_weights
        return np.concatenate([meaning(), directions, findings])

    @cached_property
    def _term_weights(self) -> tuple[TermWeights, TermWeights, TermWeights]:
        return TermWeights(self._words), TermWeights(self._letters), TermWeights(self._heard)
