"""Findings that hang on a number: "for 13 days", "she is 80", "temp 38,5", "missed two doses".

All by ``knowledge/language/quantities.yml``. In a copy of the message each amount (``amounts.py``) is one word, and
phrases find there the amounts that speak of a finding. Then an amount is held against the limit: what lies wholly on
one side says yes or no, what lies on both says nothing, so that the finding is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from spacy.tokens import Doc

from server.understanding.amounts import FILE, Amount, Amounts
from server.understanding.phrase_finder import Match, PhraseFinder
from server.understanding.phrases import PhraseError, Phrases
from server.understanding.words import stem
from triage import KnowledgeError


class Entry:
    """One block of ``findings``: where the limit is and what its sides mean."""

    def __init__(self, block: Mapping[str, Any], amounts: Amounts) -> None:
        about = block.get("about", {})
        self.finding, self.told_with = str(block["finding"]), tuple(about.get("told", ()))
        # Labels of what an amount must be about: the finding's own words, and findings it may be told with.
        self.topics = frozenset({self.finding, *(f"{i}:yes" for i in self.told_with)}) if about else frozenset()
        measures = block["measure"]
        self._measures = frozenset([measures] if isinstance(measures, str) else measures)
        self._bare = [amounts.unit(name) for name in block.get("bare", ())]
        self._among = amounts.limits(block.get("among", {}))
        self._sides = [(value, amounts.limits(block[value])) for value in ("yes", "no") if value in block]

    def value(self, amount: Amount) -> str | None:
        """Yes, no, or nothing."""
        read = [amount.range] if amount.measure in self._measures else []
        if amount.measure is None:
            read = [unit.of(amount.range) for unit in self._bare]
        sensible = next((r for r in (r.meet(self._among) for r in read) if not r.empty), None)
        return next((value for value, side in self._sides if sensible and sensible.within(side)), None)


class Told(NamedTuple):
    """What an amount tells. ``attached`` says that the message tells what it is about, ``evidence`` is where, from
    there to the amount."""

    match: Match
    attached: bool
    evidence: tuple[int, int]

    def overrules(self, other: Match) -> bool:
        """Whether a phrase says the opposite with the same words: the number is more exact."""
        (finding, value), (theirs, said) = self.match.label.split(":"), other.label.split(":")
        start, end = self.evidence
        return (self.attached and finding == theirs and {value, said} == {"yes", "no"}
                and other.start < end and start < other.end)


class Spotted(NamedTuple):
    """Amounts that may speak of findings, and the words for what they may be about."""

    amounts: tuple[tuple[Entry, Match, Amount], ...] = ()
    topics: tuple[Match, ...] = ()

    @property
    def spans(self) -> set[tuple[int, int]]:
        """The tokens whose context matters."""
        return {(m.start, m.end) for m in (*(m for _, m, _ in self.amounts), *self.topics)}


class Quantities:
    """Reads amounts and what they tell.

    Raises :class:`~triage.KnowledgeError` when the data cannot be used.
    """

    def __init__(self, phrases: Phrases, data: Mapping[str, Any], findings: Iterable[str]) -> None:
        try:
            self._amounts = Amounts(phrases, data)
            marks = {word: [_mark(word)] for word in self._amounts.words}
            marked = Phrases(phrases.nlp, {**phrases.classes, **data["classes"], **marks}, phrases.spelt)
            # Amounts are the rarest words, so phrases are only tried where one stands.
            self._finder = PhraseFinder(commonness={form: 0 for word in marks for form in marked.forms_of(word)})
            for name, block in (*enumerate(data["findings"]), *data["measures"].items()):
                for kind in ("says", "denied_as", "not"):
                    for phrase in block.get(kind, ()):
                        self._finder.add(f"{name}:{kind}", marked.slots(phrase))
            self._topics = PhraseFinder()
            topics = [(block["finding"], block["about"]["words"]) for block in data["findings"] if "about" in block]
            for label, words in (*topics, ("", data["other_topics"])):
                for phrase in words:
                    self._topics.add(label, phrases.slots(phrase))
        except PhraseError as error:
            raise KnowledgeError(f"{FILE}: {error}.") from error
        self._counts_as = {word: int(n) for word, n in data["distance"]["counts_as"].items()}
        self._too_far = int(data["distance"]["too_far"])
        self._entries = [Entry(block, self._amounts) for block in data["findings"]]
        named = {i for entry in self._entries for i in (entry.finding, *entry.told_with)}
        if unknown := sorted(named - set(findings)):
            raise KnowledgeError(f"{FILE}: unknown finding '{', '.join(unknown)}'. "
                                 "Allowed: the ids of the finding files.")

    def spot(self, doc: Doc) -> Spotted:
        """What amounts may tell; whether they do depends on the context of the spans found."""
        amounts = self._amounts.find(doc)
        if not amounts:
            return Spotted()
        copy, tokens = _with_amounts_as_words(doc, amounts)
        starts = {a.start: a for a in amounts}
        at = {place: starts[token] for place, token in enumerate(tokens) if token in starts}
        found = self._finder.find(copy)
        claims: dict[int, list[Match]] = {place: [] for place in at}
        for match in found:
            if not match.label.endswith(":says"):
                for place in at.keys() & range(match.start, match.end):
                    claims[place].append(match)
        spotted = []
        for match in found:
            name, kind = match.label.split(":")
            if kind == "not":
                continue
            entry = self._entries[int(name)]
            others = {f"{name}:not"} | ({f"{name}:denied_as"} if kind == "says" else set())
            for place in at.keys() & range(match.start, match.end):
                amount = at[place]
                value = entry.value(amount) if kind == "says" else "no"
                if value and not _is_claimed(match, claims[place], {*others, f"{amount.measure}:not"}):
                    told = Match(f"{entry.finding}:{value}", tokens[match.start], tokens[match.end])
                    spotted.append((entry, told, amount))
        about = any(entry.topics for entry, _, _ in spotted)
        return Spotted(tuple(spotted), tuple(self._topics.find(doc)) if about else ())

    def told(self, spotted: Spotted, doc: Doc, found: Iterable[Match],
             means: Mapping[tuple[int, int], frozenset[str]]) -> tuple[Told, ...]:
        """What amounts tell. One that must be about something is about the nearest topic that is not denied."""
        topics = [t for t in (*spotted.topics, *found) if "denied" not in means[t.start, t.end]]
        told = []
        for entry, match, amount in spotted.amounts:
            near = [t for t in topics if t in spotted.topics or t.label in entry.topics]
            if not entry.topics or not near:
                told.append(Told(match, not entry.topics, (match.start, match.end)))
                continue
            ranked = [(self._distance(doc, t, amount), t.start > amount.start, t.label not in entry.topics, t)
                      for t in near]
            far, _, elsewhere, topic = min(ranked)
            if not elsewhere and far < self._too_far:
                told.append(Told(match, True, (min(match.start, topic.start), max(match.end, topic.end))))
        return tuple(told)

    def _distance(self, doc: Doc, topic: Match, amount: Amount) -> int:
        between = doc[topic.end:amount.start] if topic.start < amount.start else doc[amount.end:topic.start]
        return sum(self._counts_as.get(t.lower_, 1) for t in between)


def _mark(word: str) -> str:
    """The word that stands for an amount; nobody types it."""
    return f"qq{word.lower()}"


def _with_amounts_as_words(doc: Doc, amounts: list[Amount]) -> tuple[Doc, list[int]]:
    """A copy in which each amount is one word, and where each word of it stands in the message. It ends with a full
    stop, so that a phrase can ask for the end of a sentence."""
    starts = {a.start: a for a in amounts}
    tokens, words, forms, at = [], [], [], 0
    while at < len(doc):
        amount = starts.get(at)
        tokens.append(at)
        words.append(_mark(amount.word) if amount else doc[at].lower_)
        forms.append(stem(words[-1]) if amount else doc[at].norm_)
        at = amount.end if amount else at + 1
    copy = Doc(doc.vocab, words=[*words, "."])
    for token, form in zip(copy, [*forms, "."], strict=True):
        token.norm_ = form
    return copy, [*tokens, len(doc), len(doc)]


def _is_claimed(match: Match, claims: Iterable[Match], labels: set[str]) -> bool:
    """Whether another phrase makes something else of the amount; one that is part of this phrase yields to it."""
    return any(m.label in labels and not (match.start <= m.start and m.end <= match.end and m[1:] != match[1:])
               for m in claims)
