"""The small phrase language of ``knowledge/`` compiled to spaCy token patterns.

``brown|dark pee|wee`` alternatives, ``[very]`` optional, ``..`` up to three words between, ``<class>`` a word
class of ``knowledge/language/words.yml``. Everything is compared by stem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from spacy.language import Language

from server.understanding.words import stem

Spec = dict[str, Any]
Variant = tuple[Spec, ...]

# A gap may not reach into the next sentence or across a "but".
_GAP: Spec = {"NORM": {"NOT_IN": [".", "!", "?", ";", "but"]}, "OP": "{0,3}"}
_PIECE = re.compile(r"\[[^\]]*\]|\S+")


class PhraseError(ValueError):
    """A phrase uses a word class that does not exist, or has nothing to match."""


class Phrases:
    """Compiles phrases; ``vocabulary`` collects the plain words they use."""

    def __init__(self, nlp: Language, classes: Mapping[str, Iterable[str]]) -> None:
        self.nlp, self.classes = nlp, {k: [str(w) for w in v] for k, v in classes.items()}
        self.vocabulary: set[str] = set()

    def patterns(self, phrase: str) -> list[list[Spec]]:
        """Token patterns for one phrase. Raises :class:`PhraseError`."""
        slots: list[list[Variant]] = []
        for piece in _PIECE.findall(str(phrase)):
            if piece == "..":
                slots.append([(_GAP,)])
            elif piece.startswith("["):
                slots.append([*self._choices(piece[1:-1]), ()])
            else:
                slots.append(self._choices(piece))
        found = [[spec for variant in variants for spec in variant] for variants in product(*slots)]
        found = [p for p in found if any(spec is not _GAP for spec in p)]
        if not found:
            raise PhraseError(f"the phrase '{phrase}' matches nothing")
        return found

    def _choices(self, piece: str) -> list[Variant]:
        """Alternatives at one place: all single words as one set, longer ones and expressions each by itself."""
        words: set[str] = set()
        others: list[Variant] = []
        for choice in piece.split("|"):
            for option in self._expand(choice.strip()):
                if option.startswith("/") and option.endswith("/"):
                    others.append(({"LOWER": {"REGEX": option[1:-1]}},))
                    continue
                forms = self._forms(option)
                if len(forms) == 1:
                    words.add(forms[0])
                elif forms:
                    others.append(tuple({"NORM": f} for f in forms))
        return ([({"NORM": {"IN": sorted(words)}},)] if words else []) + others

    def _expand(self, choice: str) -> list[str]:
        if not (choice.startswith("<") and choice.endswith(">")):
            return [choice] if choice else []
        if choice[1:-1] not in self.classes:
            raise PhraseError(f"unknown word class '{choice}'; there are {', '.join(sorted(self.classes))}")
        return self.classes[choice[1:-1]]

    def _forms(self, text: str) -> list[str]:
        tokens = [t.norm_.lower() for t in self.nlp.make_doc(text.lower())]
        self.vocabulary.update(tokens)
        return [stem(t) for t in tokens]
