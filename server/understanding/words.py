"""Words as people type them, brought to one form: lower case, spelling mended, stem only.

Spelling is mended by a list (``knowledge/language/spellings.yml``), or towards the words that our own phrases use, and
then only for what no English dictionary knows: "halucinating" is read as "hallucinating", but "paint" never becomes
"pain".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import cast

import snowballstemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA
from spacy.attrs import NORM, ORTH
from spacy.language import Language
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


# What is typed for an apostrophe, and what parts words without being seen.
_TYPED_FOR = str.maketrans({**dict.fromkeys("`\u00b4\u2018\u2019\u02bc\u2032", "'"),
                            **dict.fromkeys("\u200b\u200c\u200d\ufeff", " ")})
# "Can t", "don,t": the apostrophe got lost on the way.
_LOST_APOSTROPHE = re.compile(r"\b(ai|are|could|did|does|do|had|has|have|is|should|was|were|wo|would|ca)n[ ,;\"]t\b")
# Where no space follows the end of a sentence: "it hurts.cant breathe".
_SEAM = re.compile(r"(?<=[a-z0-9][a-z][.?!;,])(?=[a-z]{2}|[ia]\b)")


def evened(text: str) -> str:
    """A text in lower case, in plain letters and with one kind of apostrophe, every character in its place.

    Frightened people write in capitals, and spaCy opens "cant" and "Cant", but not "CANT" and not "can`t".
    """
    plain = text.translate(_TYPED_FOR).lower()
    if not plain.isascii() or len(plain) != len(text):
        # Letters that would become two stay as they are.
        plain = "".join(p if len(p := unicodedata.normalize("NFKC", c).lower()) == 1 else c
                        for c in text.translate(_TYPED_FOR))
    return _LOST_APOSTROPHE.sub(r"\1n't", plain)


def document(nlp: Language, text: str) -> Doc:
    """A text as spaCy's words, parted also where a sentence ends without a space."""
    pieces = _SEAM.split(text)
    if len(pieces) == 1:
        return nlp.make_doc(text)
    return cast(Doc, Doc.from_docs([nlp.make_doc(piece) for piece in pieces], ensure_whitespace=False))


def open_by_ear(nlp: Language, spelt: Mapping[str, str]) -> None:
    """Have contractions opened that are spelt by ear: with ``{"carnt": "can not"}``, "carnt" is two words."""
    for spelling, words in spelt.items():
        first, *rest = words.split()
        if rest:
            pieces = (spelling[:-len(rest)], *spelling[-len(rest):])
            nlp.tokenizer.add_special_case(spelling, [{ORTH: piece, NORM: word}
                                                      for piece, word in zip(pieces, (first, *rest), strict=True)])


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


def _is_not_done(token: Token) -> bool:
    """Whether a "no" is a "know": "he doesnt no what day it is"."""
    return token.i > 1 and opened(token.nbor(-1)) == "not" and opened(token.nbor(-2)) in ("do", "does", "did")


def _is_within(word: str, other: str) -> bool:
    """Whether a word is another one with letters left out."""
    letters = iter(other)
    return all(letter in letters for letter in word)


class Words:
    """The vocabulary of our phrases, and English around it."""

    # Shorter words are too easily something else: one edit away from "fit" are "fat", "fir", "hit" ...
    SHORTEST = 4
    # From this length on, two edits are still recognisably the same word.
    LONG = 8

    def __init__(self, own: Mapping[str, int], spelt: Mapping[str, str]) -> None:
        """``own``: how often our phrases use each word; ``spelt``: the word that a spelling stands for."""
        self._spelt = spelt
        self._own = {w: own[w] for w in sorted(own) if len(w) >= self.SHORTEST and w.isalpha()}
        self.own = list(self._own)
        self._english = _english().keys()
        self._known = self._english | self._own.keys()
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
        for once in (r"\1\1", r"\1"):
            if (drawn := re.sub(r"(.)\1{2,}", once, word)) in self._known:
                # "Helpppp", but not "nooo": a "no" would deny what follows.
                return drawn if len(drawn) >= self.SHORTEST else word
        edits = 2 if len(word) >= self.LONG else 1
        near = process.extract(word, self.own, scorer=OSA.distance, score_cutoff=edits, limit=20)
        # People rarely get the first letter wrong, and it keeps unlike words apart; they leave letters out or swap two.
        return min(((far, not (_is_within(word, found) or sorted(word) == sorted(found)), -self._own[found], found)
                    for found, far, _ in near if found[0] == word[0]), default=(word,))[-1]

    def form(self, token: Token) -> str:
        """The form of one token that phrases are compared by."""
        return stem(self._unstemmed(token))

    def whole(self, doc: Doc) -> str:
        """A lower-case text in whole words, for what has learned from such: contractions opened, spelling mended."""
        return "".join(self._unstemmed(token) + (" " if token.whitespace_ or _is_contracted(token) else "")
                       for token in doc)

    def _unstemmed(self, token: Token) -> str:
        norm = opened(token)
        if norm == "no" and _is_not_done(token):
            return "know"
        return self._spelt.get(norm) or (self.mended(norm) if norm == token.lower_ else norm)

    def apply(self, doc: Doc) -> Doc:
        """Write each token's form into its ``norm_``, which is what the phrase matchers look at."""
        # All at once: what a word is may depend on the words before it.
        for token, form in zip(doc, [self.form(token) for token in doc], strict=True):
            token.norm_ = form
        return doc
