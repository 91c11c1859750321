"""Words as people type them, brought to one form: lower case, spelling mended, stem only.

Spelling is mended by a list (``knowledge/language/spellings.yml``), or towards the words that our own phrases use, and
then only for what no English dictionary knows: "halucinating" is read as "hallucinating", but "paint" never becomes
"pain".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import snowballstemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA
from spacy.tokens import Doc, Token
from spellchecker import SpellChecker

_stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a lower-case word: "swallowing" and "swallowed" become "swallow".

    Amounts keep their ending: a "handful" is no hand.
    """
    return word if word.endswith("ful") else _stemmer.stemWord(word)


@lru_cache(maxsize=1)
def _english() -> dict[str, int]:
    return dict(SpellChecker().word_frequency.dictionary)


def commonness(words: Iterable[str]) -> dict[str, int]:
    """How often the stems of some words stand in English text."""
    counts: dict[str, int] = {}
    for word in words:
        counts[stem(word)] = counts.get(stem(word), 0) + _english().get(word, 0)
    return counts


def opened(token: Token) -> str:
    """The word behind a contraction: spaCy has opened "dont" to "do not"; "she's" and "shes" are read as "she is"."""
    norm = token.norm_.lower()
    short = norm == "s" and token.i > 0 and token.nbor(-1).lower_ in ("he", "she", "it", "that", "there", "who", "what")
    return "is" if short or norm in ("'s", "\u2019s") else norm


def _is_contracted(token: Token) -> bool:
    """Whether the next token is the rest of the same word: "do" of "dont" and "don't"."""
    if token.i + 1 == len(token.doc) or token.whitespace_:
        return False
    return token.text.isalpha() and re.sub("['\u2019]", "", token.nbor().text).isalpha()


class Words:
    """The vocabulary of our phrases, and English around it."""

    # Shorter words are too easily something else: one edit away from "fit" are "fat", "fir", "hit" ...
    SHORTEST = 4
    # From this length on, two edits are still recognisably the same word.
    LONG = 8

    def __init__(self, own: Iterable[str], spelt: Mapping[str, str]) -> None:
        """``own``: the words of our phrases; ``spelt``: the word that a spelling stands for."""
        self._spelt = spelt
        self.own = sorted({w for w in own if len(w) >= self.SHORTEST and w.isalpha()})
        self._own = frozenset(self.own)
        self._known = _english().keys() | self._own
        self._english = _english().keys()
        self.mended = lru_cache(maxsize=20_000)(self._mend)

    def knows(self, word: str) -> bool:
        """Whether a lower-case word is one of English or of our phrases."""
        return word in self._known

    def _mend(self, word: str) -> str:
        if word.endswith("in") and word not in self._english and f"{word}g" in self._english:
            # "Cant stop shakin", but not a word of ours that only looks like it.
            return word if word in self._own and f"{word}g" not in self._own else f"{word}g"
        if len(word) < self.SHORTEST or not word.isalpha() or word in self._known:
            return word
        edits = 2 if len(word) >= self.LONG else 1
        near = process.extract(word, self.own, scorer=OSA.distance, score_cutoff=edits, limit=5)
        # People rarely get the first letter wrong, and it keeps unlike words apart.
        return next((found for found, _, _ in near if found[0] == word[0]), word)

    def form(self, token: Token) -> str:
        """The form of one token that phrases are compared by."""
        return stem(self._unstemmed(token))

    def whole(self, doc: Doc) -> str:
        """A lower-case text in whole words, for what has learned from such: contractions opened, spelling mended."""
        return "".join(self._unstemmed(token) + (" " if token.whitespace_ or _is_contracted(token) else "")
                       for token in doc)

    def _unstemmed(self, token: Token) -> str:
        norm = opened(token)
        return self._spelt.get(norm) or (self.mended(norm) if norm == token.lower_ else norm)

    def apply(self, doc: Doc) -> Doc:
        """Write each token's form into its ``norm_``, which is what the phrase matchers look at."""
        for token in doc:
            token.norm_ = self.form(token)
        return doc
