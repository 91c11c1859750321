"""The small phrase language of ``knowledge/``, and finding its phrases in a message.

``brown|dark pee|wee`` alternatives, ``[very]`` optional, ``..`` up to three words between, ``<class>`` a word
class of ``knowledge/language/words.yml``. Everything is compared by stem, /expressions/ with the word as typed.

spaCy's own Matcher was tried first: these phrases unfold to so many token patterns that it took 71 s to build and
61 ms for a message. Here each phrase is indexed by its rarest word and only tried where that word stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from server.understanding.words import opened, stem

LONGEST_GAP = 3
MOST_FILLERS = 3
# Words whose fit is remembered for each place.
MOST_REMEMBERED = 10_000
# A gap may not reach into the next sentence, across a "but", or over a denial ("face is not drooping").
_NOT_IN_GAP = frozenset({".", "!", "?", ";", "but", "not", "no", "never", "without"})
_PIECE = re.compile(r"\[[^\]]*\]|\S+")
# An expression that fits a single word; looked for as a word, with a mark that no form has.
_ONE_WORD = re.compile(r"\^(\w+)\$")
_AS_TYPED = "="

Atom = str | re.Pattern[str]  # a form, a marked word as typed, or an expression on the word as typed


class PhraseError(ValueError):
    """A phrase uses a word class that does not exist, or has nothing to match."""


class Match(NamedTuple):
    """A phrase found: its label and the tokens from ``start`` up to, not including, ``end``."""

    label: str
    start: int
    end: int


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
    """Compiles phrases; ``vocabulary`` collects the plain words they use. ``spelt``: the word that a spelling stands
    for."""

    def __init__(self, nlp: Language, classes: Mapping[str, Iterable[str]], spelt: Mapping[str, str]) -> None:
        self.nlp, self.classes = nlp, {k: [str(w) for w in v] for k, v in classes.items()}
        self.spelt = spelt
        self.vocabulary: set[str] = set()
        # The same words and classes come again and again.
        self._known_slots: dict[str, Slot] = {}
        self._known_forms: dict[str, tuple[str, ...]] = {}

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
                    words.add(_AS_TYPED + one[1])
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
            tokens = [self.spelt.get(word, word) for word in map(opened, self.nlp.make_doc(text.lower()))]
            self.vocabulary.update(tokens)
            self._known_forms[text] = tuple(stem(t) for t in tokens)
        return self._known_forms[text]


@dataclass(frozen=True)
class _Entry:
    """A phrase in the index; ``before`` is how few and how many tokens can stand before its anchor word, ``needs`` are
    sets of words of each of which one must stand somewhere in the message, and ``fits`` places with patterns, for each
    of which there must be a word."""

    label: str
    slots: tuple[Slot, ...]
    before: tuple[int, int]
    needs: tuple[frozenset[str], ...]
    fits: tuple[Slot, ...]

    @cached_property
    def first(self) -> frozenset[str] | None:
        """The words that a phrase can begin with, where these are known."""
        slot = self.slots[0]
        return None if slot.optional or slot.gap or slot.patterns else slot.starts


class PhraseFinder:
    """Finds labelled phrases in documents whose ``norm_`` are forms."""

    def __init__(self, fillers: frozenset[str] = frozenset(), commonness: Mapping[str, int] | None = None) -> None:
        """``fillers`` may stand inside a phrase; ``commonness`` of words helps to index by the rarest."""
        self._fillers, self._commonness = fillers, commonness or {}
        self._by_word: dict[str, list[_Entry]] = defaultdict(list)
        # Phrases without a plain word, by a place that patterns fill.
        self._by_pattern: dict[int, tuple[Slot, list[_Entry]]] = {}
        self._patterned = lru_cache(maxsize=MOST_REMEMBERED)(self._with_pattern)

    def add(self, label: str, slots: tuple[Slot, ...]) -> None:
        """Index one phrase."""
        must = [n for n, s in enumerate(slots) if not (s.optional or s.gap)]
        plain = [n for n in must if not slots[n].patterns]
        anchor, *others = sorted(
            plain, key=lambda n: sum(map(self._common, slots[n].starts))) or must[:1]
        lengths = [s.lengths for s in slots[:anchor]]
        fillers = MOST_FILLERS * anchor if self._fillers else 0
        entry = _Entry(label, slots, (sum(low for low, _ in lengths), sum(high for _, high in lengths) + fillers),
                       tuple(slots[n].starts for n in others),
                       tuple(slots[n] for n in must if slots[n].patterns and n != anchor))
        if not plain:
            self._by_pattern.setdefault(id(slots[anchor]), (slots[anchor], []))[1].append(entry)
            return
        for word in slots[anchor].starts:
            self._by_word[word].append(entry)

    def find(self, doc: Doc) -> list[Match]:
        """All phrases in a document, in order; of the same label only the longest of those that overlap."""
        words = _Words(doc, self._fillers)
        found: set[Match] = set()
        lacks, fits = words.present.isdisjoint, words.fits  # nearly all that is done is to look what cannot be
        for position, (form, marked, typed) in enumerate(zip(words.forms, words.marked, words.typed, strict=True)):
            for entries in (self._by_word.get(form, ()), self._by_word.get(marked, ()), self._patterned(typed, form)):
                for entry in entries:
                    if not any(map(lacks, entry.needs)) and all(map(fits, entry.fits)):
                        found.update(_around(entry, position, words))
        kept: list[Match] = []
        for match in sorted(found, key=lambda m: (m.label, m.start, -m.end)):
            if not (kept and kept[-1].label == match.label and match.end <= kept[-1].end):
                kept.append(match)
        return sorted(kept, key=lambda m: (m.start, m.end))

    def _common(self, word: str) -> int:
        return self._commonness.get(word.removeprefix(_AS_TYPED), 1)

    def _with_pattern(self, typed: str, form: str) -> tuple[_Entry, ...]:
        """Phrases without a plain word that a word, as typed and as a form, may belong to: the same words come again
        and again."""
        return tuple(entry for slot, entries in self._by_pattern.values()
                     if slot.matches(typed) or form in slot.starts or _AS_TYPED + typed in slot.starts
                     for entry in entries)


class _Words:
    """The words of one document: as forms, as typed, and as typed with the mark; and what may stand between them."""

    def __init__(self, doc: Doc, fillers: frozenset[str]) -> None:
        self.forms, self.typed = tuple(t.norm_ for t in doc), tuple(t.lower_ for t in doc)
        self.marked = tuple(_AS_TYPED + word for word in self.typed)
        self.fillers = fillers
        self.present = frozenset(self.forms + self.marked)
        self._fit: dict[int, bool] = {}

    def stands(self, position: int, among: Container[str]) -> bool:
        """Whether the word at a position is one of these."""
        return self.forms[position] in among or self.marked[position] in among

    def fits(self, slot: Slot) -> bool:
        """Whether some word fits a place with patterns."""
        fit = self._fit.get(id(slot))  # the same places come again in many phrases
        if fit is None:
            fit = not self.present.isdisjoint(slot.starts) or any(map(slot.matches, self.typed))
            self._fit[id(slot)] = fit
        return fit


def _around(entry: _Entry, position: int, words: _Words) -> list[Match]:
    """The matches of a phrase whose anchor stands at a position."""
    low, high = entry.before
    found = []
    for start in range(max(0, position - high), position - low + 1):
        if entry.first is None or words.stands(start, entry.first):
            end = _end(entry.slots, 0, start, words)
            if end > position:
                found.append(Match(entry.label, start, end))
    return found


def _end(slots: tuple[Slot, ...], number: int, position: int, words: _Words) -> int:
    """Where the slots from ``number`` on end if they match from ``position``; -1 if they do not."""
    if number == len(slots):
        return position
    forms = words.forms
    for skipped in range(MOST_FILLERS + 1):
        end = _end_here(slots, number, position + skipped, words)
        if end >= 0:
            return end
        # Fillers may stand between the parts of a phrase, not before it.
        if number == 0 or position + skipped >= len(forms) or forms[position + skipped] not in words.fillers:
            break
    return -1


def _end_here(slots: tuple[Slot, ...], number: int, position: int, words: _Words) -> int:
    slot, forms = slots[number], words.forms
    if slot.gap:
        for skipped in range(LONGEST_GAP + 1):
            end = _end(slots, number + 1, position + skipped, words)
            if end >= 0 or position + skipped >= len(forms) or forms[position + skipped] in _NOT_IN_GAP:
                return end
        return -1
    if position < len(forms):
        form = forms[position]
        if words.stands(position, slot.words):
            end = _end(slots, number + 1, position + 1, words)
            if end >= 0:
                return end
        for rest in slot.longer.get(form, ()) if slot.longer else ():
            after = position + 1 + len(rest)
            if forms[position + 1: after] == rest:
                end = _end(slots, number + 1, after, words)
                if end >= 0:
                    return end
        if slot.patterns and slot.matches(words.typed[position]):
            end = _end(slots, number + 1, position + 1, words)
            if end >= 0:
                return end
    return _end(slots, number + 1, position, words) if slot.optional else -1
