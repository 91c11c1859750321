"""Which language a message is written in, and whether it tells of danger."""

from __future__ import annotations

import re
import runpy
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from spacy.tokens import Doc

from server.understanding.phrase_finder import PhraseFinder
from server.understanding.phrases import Phrases
from server.understanding.words import stem

_WORD = re.compile(r"[^\W\d_]+")
_LONG_WITHOUT_VOWEL = re.compile(r"\b[^\W\daeiouy_]{3,}\b")


@dataclass(frozen=True)
class Foreign:
    """A message in another language: its two-letter code, and whether it uses words of an emergency."""

    code: str
    danger: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Plain data for Rasa's parse result."""
        return {"code": self.code, "danger": self.danger}


class Languages:
    """Knows the languages of ``knowledge/language/other_languages.yml``, and English.

    Raises :class:`~server.understanding.phrases.PhraseError` for a phrase that cannot be compiled.
    """

    # The detector errs on short and misspelt English. So it is believed only when it is this certain that it is none,
    # and when not too many of the words are English ones: in two or three words none. Where so many of the language's
    # own small words ("de", "para") stand and fewer English ones, it need not be certain.
    SURE = 0.99
    MOST_ENGLISH = 0.7
    SHORT = 3
    SMALL_WORDS = 2
    LIKELY = 0.5

    def __init__(self, texts: Mapping[str, Mapping[str, Any]], is_english: Callable[[str], bool],
                 everywhere: Iterable[str]) -> None:
        """``everywhere``: lower-case words that are the same in all languages, and tell nothing of any."""
        self._is_english = is_english
        self._detector = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
        self._detector.set_languages(["en", *texts])
        self._greetings = {code: re.compile("(?:(?:" + "|".join(_plain(g) for g in text["greetings"]) + r")(?: |$))+")
                           for code, text in texts.items()}
        self._small = {code: _small_words(code) for code in ("en", *texts)}
        self._everywhere = frozenset(everywhere)
        self._only_english = self._small["en"].difference(*(self._small[code] for code in texts))
        self._nlp = spacy.blank("xx")
        phrases = Phrases(self._nlp, {}, {})
        self._danger: dict[str, PhraseFinder] = {}
        for code, text in texts.items():
            for phrase in text.get("danger") or ():
                self._danger.setdefault(code, PhraseFinder()).add(code, phrases.slots(phrase))

    def detect(self, text: str) -> Foreign | None:
        """The language of a message that is not English; None for English and for what cannot be told."""
        plain = _plain(text)
        document = self._document(plain)
        code = next(iter(self._greeted(plain, whole=True)), None) or self._detected(text)
        if code:
            # In few words danger tells more than the detector, which takes two of Portuguese for Spanish.
            others = self._danger if len(document) <= self.SHORT else ()
            dangerous = next((c for c in (code, *others) if self._is_dangerous(c, document)), None)
            return Foreign(dangerous or code, dangerous is not None)
        return next((Foreign(c, danger=True) for c in self._danger if self._is_mixed_in(c, plain, document)), None)

    def _is_mixed_in(self, code: str, plain: str, document: Doc) -> bool:
        """Whether a language's words of danger stand in the middle of an English message. "Convulsion" is English too,
        and is then read as English; "veux mourir" is not, where "je" stands by it and no word that only English has."""
        words = set(plain.split())
        its_own = bool(words & self._small[code] - self._small["en"]) and not words & self._only_english
        return any((its_own and m.end - m.start > 1)
                   or not all(self._is_english(t.text) for t in document[m.start:m.end])
                   for m in self._danger[code].find(document))

    def _greeted(self, plain: str, whole: bool) -> list[str]:
        """The languages of a message that begins with their greetings, in their order in the file; ``whole``: and says
        nothing else."""
        return [code for code, known in self._greetings.items() if (known.fullmatch if whole else known.match)(plain)]

    def _detected(self, text: str) -> str | None:
        plain = _plain(text)
        words = [word for word in _WORD.findall(text.lower()) if word not in self._everywhere]
        mashed = _LONG_WITHOUT_VOWEL.findall(plain)  # no words of any language
        if len(words) < 2 or 2 * len(mashed) >= len(words):
            return None
        built_of = {code for code in self._greetings if self._is_built_of(code, plain)}
        little_english = self._has_little_english(words)
        if not (built_of or little_english):
            return None  # as nearly always, and the detector is spared
        chances = dict(self._detector.rank(text.lower()))
        code = max(chances, key=lambda known: chances[known])
        if code == "en" or not ((code in built_of and chances[code] >= self.LIKELY)
                                or (little_english and 1 - chances["en"] >= self.SURE)):
            return None
        # Among related languages a greeting tells more than the detector.
        greeted = self._greeted(plain, whole=False)
        return str(code if code in greeted or not greeted else greeted[0])

    def _has_little_english(self, words: list[str]) -> bool:
        most = 0 if len(words) <= self.SHORT else self.MOST_ENGLISH * len(words)
        return sum(map(self._is_english, words)) <= most

    def _is_built_of(self, code: str, plain: str) -> bool:
        """Whether the small words are rather those of this language than English ones."""
        words = set(plain.split())
        own = words & self._small[code] - self._small["en"]
        return len(own) >= self.SMALL_WORDS and len(own) > len(words & self._only_english)

    def _document(self, plain: str) -> Doc:
        document = self._nlp.make_doc(plain)
        for token in document:
            token.norm_ = stem(token.text)
        return document

    def _is_dangerous(self, code: str, document: Doc) -> bool:
        return code in self._danger and any(self._danger[code].find(document))


def _small_words(code: str) -> frozenset[str]:
    """The commonest words of a language, which spaCy knows; a single letter is a slip of the thumb.

    Their file is read by itself: with the rest of French, expressions are compiled for three seconds."""
    words = runpy.run_path(str(Path(spacy.__file__).parent / "lang" / code / "stop_words.py"))["STOP_WORDS"]
    return frozenset(plain for plain in map(_plain, words) if len(plain) > 1 and " " not in plain)


def _plain(text: str) -> str:
    """Lower case without accents and punctuation, as people type it on a phone."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(bare.replace("ß", "ss").replace("ł", "l")))
