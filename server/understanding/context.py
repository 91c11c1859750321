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

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.util import filter_spans

from server.understanding.phrases import Phrases


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

    def __init__(self, nlp: Language, phrases: Phrases, cues: Mapping[str, Any]) -> None:
        self._matcher = Matcher(nlp.vocab)
        self._cues: dict[str, Cue] = {}
        for number, block in enumerate(cues["cues"]):
            name = f"{block['means']}:{number}"
            self._cues[name] = Cue(
                means=block["means"], looks=block.get("looks", "forward"), reach=int(block.get("reach", 5)),
                across_commas=bool(block.get("across_commas")), across_breaks=bool(block.get("across_breaks")),
                at_start=bool(block.get("at_start")),
                cancelled_by=frozenset(block.get("cancelled_by", ())))
            self._matcher.add(name, [p for phrase in block["says"] for p in phrases.patterns(phrase)])
        self._starters = frozenset(cues["starters"])
        self._breaks = Matcher(nlp.vocab)
        self._breaks.add("break", [p for phrase in cues["breaks"] for p in phrases.patterns(phrase)])

    def reaching(self, doc: Doc, spans: Iterable[tuple[int, int]]) -> dict[tuple[int, int], frozenset[str]]:
        """For each (start, end) token span, what the cues that reach it mean."""
        spans = list(spans)
        inside = {i for start, end in spans for i in range(start, end)}
        matches = [m for m in self._matcher(doc, as_spans=True)
                   if not self._cues[m.label_].at_start or self._starts(doc, m.start)]
        # A longer cue that contains a shorter one replaces it: "not only" is no "not".
        cues = [c for c in filter_spans(matches) if not all(i in inside for i in range(c.start, c.end))]
        breaks = {m.start for m in self._breaks(doc, as_spans=True)} - {
            i for c in cues for i in range(c.start, c.end)}
        found: dict[tuple[int, int], frozenset[str]] = {}
        for start, end in spans:
            present: dict[str, frozenset[str]] = {}
            for cue in cues:
                rule = self._cues[cue.label_]
                if _reaches(doc, cue.start, cue.end, start, end, rule, breaks):
                    present[rule.means] = present.get(rule.means, frozenset()) | rule.cancelled_by
            found[start, end] = frozenset(m for m, off in present.items() if not off & present.keys())
        return found

    def _starts(self, doc: Doc, position: int) -> bool:
        return all(doc[i].lower_ in self._starters for i in range(position)) or doc[position - 1].text in ".!?;,"


def _reaches(doc: Doc, cue_start: int, cue_end: int, start: int, end: int, rule: Cue, breaks: set[int]) -> bool:
    if cue_start < end and start < cue_end:  # overlapping: only the part outside speaks, and it is adjacent
        return (rule.looks != "backward" and cue_start < start) or (rule.looks != "forward" and cue_end > end)
    forward = cue_end <= start
    if rule.looks not in ("both", "forward" if forward else "backward"):
        return False
    between = range(cue_end, start) if forward else range(end, cue_start)
    if len(between) > rule.reach:
        return False
    for i in between:
        if doc[i].text in (".", "!", "?", ";") or (i in breaks and not rule.across_breaks):
            return False
        if doc[i].text == "," and not rule.across_commas:
            return False
    return True
