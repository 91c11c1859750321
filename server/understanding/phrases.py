"""The small phrase language of ``knowledge/``.

``brown|dark pee|wee`` alternatives, ``[very]`` optional, ``..`` up to three words between, ``<class>`` a word
class of ``knowledge/language/words.yml``. Everything is compared by stem, /expressions/ with the word as typed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from spacy.language import Language

from server.understanding.words import opened, stem

LONGEST_GAP = 3
# Words whose fit is remembered for each place.
MOST_REMEMBERED = 10_000
_PIECE = re.compile(r"\[[^\]]*\]|\S+")
# An expression that fits a single word; looked for as a word, with a mark that no form has.
_ONE_WORD = re.compile(r"\^(\w+)\$")
AS_TYPED = "="

Atom = str | re.Pattern[str]  # a form, a marked word as typed, or an expression on the word as typed


class PhraseError(ValueError):
    """A phrase uses a word class that does not exist, or has nothing to match."""


@dataclass(frozen=True)
class Slot:
    """One place in a phrase: any of ``words``, of the ``longer`` options (by their first word, what follows it), or of
    the ``patterns``; or a gap."""

    words: frozenset[str] = frozenset()
    longer: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    patterns: tuple[re.Pattern[str], ...] = ()
    optional: bool = False
    gap: bool = False

    @cached_property
    def starts(self) -> frozenset[str]:
        """The words that can stand first; not to be asked where there are patterns."""
        return self.words | self.longer.keys()

    def matches(self, word: str) -> bool:
        """Whether one of the patterns fits a word as typed; the same words come again and again."""
        if word not in self._matched:
            if len(self._matched) >= MOST_REMEMBERED:
                self._matched.clear()
            self._matched[word] = any(p.match(word) for p in self.patterns)
        return self._matched[word]

    @cached_property
    def _matched(self) -> dict[str, bool]:
        return {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing fits."""
        return not (self.words or self.longer or self.patterns)

    def ways(self) -> list[tuple[Atom, ...]]:
        """Every way to fill the place."""
        several = [(first, *rest) for first, rests in self.longer.items() for rest in rests]
        return [*((w,) for w in self.words), *((p,) for p in self.patterns), *several, *([()] if self.optional else [])]

    @property
    def lengths(self) -> tuple[int, int]:
        """Fewest and most tokens this place can take."""
        if self.gap:
            return 0, LONGEST_GAP
        sizes = [1 + len(rest) for rests in self.longer.values() for rest in rests]
        sizes += [1] if self.words or self.patterns else []
        return 0 if self.optional else min(sizes), max(sizes)


class Phrases:
    """Compiles phrases; ``vocabulary`` counts in how many different places each plain word stands. ``spelt``: the word
    that a spelling stands for."""

    def __init__(self, nlp: Language, classes: Mapping[str, Iterable[str]], spelt: Mapping[str, str]) -> None:
        self.nlp, self.classes = nlp, {k: [str(w) for w in v] for k, v in classes.items()}
        self.spelt = spelt
        self.vocabulary: Counter[str] = Counter()
        # The same words and classes come again and again.
        self._known_slots: dict[str, Slot] = {}
        self._known_forms: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def slots(self, phrase: str) -> tuple[Slot, ...]:
        """The places of one phrase. Raises :class:`PhraseError`."""
        found = []
        for piece in _PIECE.findall(str(phrase)):
            if piece == "..":
                found.append(Slot(gap=True))
            else:
                optional = piece.startswith("[")
                found.append(self._slot(piece[1:-1] if optional else piece, optional))
        if all(s.is_empty for s in found if not s.optional):
            raise PhraseError(f"the phrase '{phrase}' matches nothing")
        return tuple(found)

    def forms_of(self, name: str) -> frozenset[str]:
        """The forms of a word class of single words."""
        return self.forms_of_words(self.classes[name])

    def forms_of_words(self, words: Iterable[str]) -> frozenset[str]:
        """The forms of single words."""
        return frozenset(form for word in words for form in self._forms(word))

    def _slot(self, piece: str, optional: bool) -> Slot:
        if piece not in self._known_slots:
            self._known_slots[piece] = self._made(piece)
        slot = self._known_slots[piece]
        return replace(slot, optional=True) if optional else slot

    def _made(self, piece: str) -> Slot:
        words: set[str] = set()
        longer: dict[str, tuple[tuple[str, ...], ...]] = {}
        patterns: list[re.Pattern[str]] = []
        for option in (o for choice in piece.split("|") for o in self._expand(choice.strip())):
            if option.startswith("/") and option.endswith("/"):
                if one := _ONE_WORD.fullmatch(option[1:-1]):
                    words.add(AS_TYPED + one[1])
                else:
                    patterns.append(re.compile(option[1:-1]))
                continue
            if option.startswith("/") and len(option) > 1:
                raise PhraseError(f"'{option}' is half of an expression; one that contains '|' goes into a word class")
            forms = self._forms(option)
            if len(forms) == 1:
                words.add(forms[0])
            elif forms:
                longer[forms[0]] = (*longer.get(forms[0], ()), forms[1:])
        return Slot(frozenset(words), longer, tuple(patterns))

    def _expand(self, choice: str) -> list[str]:
        if not (choice.startswith("<") and choice.endswith(">")):
            return [choice] if choice else []
        if choice[1:-1] not in self.classes:
            raise PhraseError(f"unknown word class '{choice}'; there are {', '.join(sorted(self.classes))}")
        return self.classes[choice[1:-1]]

    def _forms(self, text: str) -> tuple[str, ...]:
        if text not in self._known_forms:
            tokens = tuple(self.spelt.get(word, word) for word in map(opened, self.nlp.make_doc(text.lower())))
            self._known_forms[text] = tokens, tuple(stem(t) for t in tokens)
        tokens, forms = self._known_forms[text]
        for token in tokens:
            self.vocabulary[token] += 1
        return forms
