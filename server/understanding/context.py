"""ConText for the way patients write: is a finding denied, past, hypothetical, only asked about, or real?

A cue changes the findings in its reach, forward or backward, up to where a new thought starts. Cues are data in
``knowledge/language/cues.yml``. Words inside a finding's own phrase are no cues: in "can't swallow" nothing is
denied. After Chapman's ConText algorithm; written small because a general one brings a long tail of packages and
cues for clinical notes (docs/architecture.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc

from server.understanding.phrase_finder import Match, PhraseFinder
from server.understanding.phrases import Phrases

_ENDS = frozenset(".!?;")


@dataclass(frozen=True)
class Cue:
    """One family of cue phrases and what they do; see the comments in cues.yml."""

    means: str
    looks: str
    reach: int
    across_commas: bool
    across_breaks: bool
    at_start: bool
    cancelled_by: frozenset[str]


class ConText:
    """Finds cues in a document and tells for any span which of them reach it."""

    def __init__(self, phrases: Phrases, cues: Mapping[str, Any]) -> None:
        self._finder = PhraseFinder()
        self._cues: dict[str, Cue] = {}
        for number, block in enumerate(cues["cues"]):
            name = f"{block['means']}:{number}"
            self._cues[name] = Cue(
                means=block["means"], looks=block.get("looks", "forward"), reach=int(block.get("reach", 5)),
                across_commas=bool(block.get("across_commas")), across_breaks=bool(block.get("across_breaks")),
                at_start=bool(block.get("at_start")),
                cancelled_by=frozenset(block.get("cancelled_by", ())))
            for phrase in block["says"]:
                self._finder.add(name, phrases.slots(phrase))
        self._starters = frozenset(cues["starters"])
        self._statements = phrases.forms_of_words(cues["statements"])
        self._breaks = PhraseFinder()
        for phrase in cues["breaks"]:
            self._breaks.add("break", phrases.slots(phrase))

    def reaching(self, doc: Doc, spans: Iterable[tuple[int, int]],
                 dangers: Iterable[tuple[int, int]]) -> dict[tuple[int, int], frozenset[str]]:
        """For each (start, end) token span, what the cues that reach it mean.

        ``dangers`` are the spans whose own words deny nothing outside of them.
        """
        # A denial at the very end of a phrase points outward ("she isn't" ... confused).
        inside = {i for start, end in dangers for i in range(start, end - 1)}
        cues = _longest([m for m in self._finder.find(doc) if not self._cues[m.label].at_start
                         or self._asks(doc, m.start, m.end)])
        # "can't" in "can't breathe" is part of the danger, and denies nothing that follows.
        cues = [c for c in cues if self._cues[c.label].means != "denied"
                or not all(i in inside for i in range(c.start, c.end))]
        # "I don't think he is": a pronoun inside a denial starts no new thought.
        within = {i for c in cues if self._cues[c.label].means in ("denied", "nothing") for i in range(c.start, c.end)}
        breaks = {m.start for m in self._breaks.find(doc)} - within
        found: dict[tuple[int, int], frozenset[str]] = {}
        for start, end in spans:
            present: dict[str, frozenset[str]] = {}
            for cue in cues:
                rule = self._cues[cue.label]
                if self._reaches(doc, cue, start, end, rule, breaks):
                    present[rule.means] = present.get(rule.means, frozenset()) | rule.cancelled_by
            found[start, end] = frozenset(m for m, off in present.items() if not off & present.keys())
        return found

    def _asks(self, doc: Doc, position: int, end: int) -> bool:
        """Whether a question word stands where a sentence starts; "can't" asks nothing."""
        if end < len(doc) and doc[end].norm_ == "not":
            return False
        return all(doc[i].lower_ in self._starters for i in range(position)) or doc[position - 1].text in ".!?;,"

    def _reaches(self, doc: Doc, cue: Match, start: int, end: int, rule: Cue, breaks: set[int]) -> bool:
        if cue.start < end and start < cue.end:  # overlapping: only the part outside speaks, and it is adjacent
            return (rule.looks != "backward" and cue.start < start) or (rule.looks != "forward" and cue.end > end)
        forward = cue.end <= start
        if rule.looks not in ("both", "forward" if forward else "backward"):
            return False
        between = range(cue.end, start) if forward else range(end, cue.start)
        if len(between) > rule.reach:
            return False
        for i in between:
            if doc[i].text in _ENDS or (i in breaks and not rule.across_breaks):
                return False
            if doc[i].text == "," and (not rule.across_commas or (rule.means == "denied" and self._tells(doc, i + 1))):
                return False
        return True

    def _tells(self, doc: Doc, start: int) -> bool:
        """Whether what comes after a comma is a statement of its own and no further thing named."""
        for token in doc[start:]:
            if token.text in _ENDS or token.text == ",":
                return False
            if token.norm_ in self._statements:
                return True
        return False


def _longest(matches: list[Match]) -> list[Match]:
    """A longer cue that contains or overlaps a shorter one replaces it: "not only" is no "not"."""
    kept: list[Match] = []
    taken: set[int] = set()
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.start)):
        if not taken & set(range(match.start, match.end)):
            kept.append(match)
            taken.update(range(match.start, match.end))
    return kept
