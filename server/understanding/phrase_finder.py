"""Finding phrases in a message.

spaCy's own Matcher was tried first: these phrases unfold to so many token patterns that it took 71 s to build and
61 ms for a message. Here each phrase is indexed by its rarest word and only tried where that word stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from spacy.tokens import Doc

from server.understanding.phrases import AS_TYPED, LONGEST_GAP, MOST_REMEMBERED, Slot

MOST_FILLERS = 3
# A gap may not reach into the next sentence, across a "but", or over a denial ("face is not drooping").
_NOT_IN_GAP = frozenset({".", "!", "?", ";", "but", "not", "no", "never", "without"})


class Match(NamedTuple):
    """A phrase found: its label and the tokens from ``start`` up to, not including, ``end``."""

    label: str
    start: int
    end: int


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
        return self._commonness.get(word.removeprefix(AS_TYPED), 1)

    def _with_pattern(self, typed: str, form: str) -> tuple[_Entry, ...]:
        """Phrases without a plain word that a word, as typed and as a form, may belong to: the same words come again
        and again."""
        return tuple(entry for slot, entries in self._by_pattern.values()
                     if slot.matches(typed) or form in slot.starts or AS_TYPED + typed in slot.starts
                     for entry in entries)


class _Words:
    """The words of one document: as forms, as typed, and as typed with the mark; and what may stand between them."""

    def __init__(self, doc: Doc, fillers: frozenset[str]) -> None:
        self.forms, self.typed = tuple(t.norm_ for t in doc), tuple(t.lower_ for t in doc)
        self.marked = tuple(AS_TYPED + word for word in self.typed)
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
