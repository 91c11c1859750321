"""One spaCy document per message: findings with polarity and context, and short answers."""

from __future__ import annotations

from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span

from server.understanding.answers import Answers
from server.understanding.context import ConText
from server.understanding.phrases import PhraseError, Phrases
from server.understanding.reading import Mention, Reading
from server.understanding.words import Words
from triage import Knowledge, KnowledgeError, shipped


@lru_cache(maxsize=1)
def understanding() -> Understanding:
    """The process's one reader of messages, made from the shipped knowledge."""
    return Understanding(shipped())


class Understanding:
    """Reads messages; building it compiles every phrase of the knowledge.

    Raises :class:`~triage.KnowledgeError` naming each phrase that cannot be compiled.
    """

    # Beyond this a message is no longer about symptoms, and matching it would keep others waiting.
    LONGEST = 4000

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.nlp: Language = spacy.blank("en")
        words = knowledge.language
        phrases = Phrases(self.nlp, words["words"])
        self._findings = Matcher(self.nlp.vocab)
        self._context = ConText(self.nlp, phrases, words["cues"])
        problems = []
        for finding in knowledge.findings.values():
            for value, said in (("yes", finding.heard_as), ("no", finding.denied_as)):
                patterns = []
                for phrase in said:
                    try:
                        patterns += phrases.patterns(phrase)
                    except PhraseError as error:
                        problems.append(f"knowledge/findings, {finding.id}: {error}.")
                if patterns:
                    self._findings.add(f"{finding.id}:{value}", patterns)
        if problems:
            raise KnowledgeError("\n".join(problems))
        self._words = Words(phrases.vocabulary)
        self._answers = Answers(words["answers"])
        self._countries = {alias: c.code for c in knowledge.countries.values() for alias in c.aliases}
        self._lasting = frozenset(words["cues"]["lasting"])

    def document(self, text: str) -> Doc:
        """The message as a spaCy document whose ``norm_`` are the forms that phrases are compared by."""
        return self._words.apply(self.nlp.make_doc(text[: self.LONGEST]))

    def read(self, text: str) -> Reading:
        """What a message says."""
        return self.read_document(self.document(text))

    def read_document(self, doc: Doc) -> Reading:
        """What a message says, from a document of :meth:`document`."""
        spans = _longest(self._findings(doc, as_spans=True))
        reach = self._context.reaching(doc, {(s.start, s.end) for s in spans})
        mentions = tuple(self._mention(span, reach[span.start, span.end]) for span in spans)
        return Reading(mentions, self._answers.read(doc.text), self._countries.get(doc.text.strip(" .!").lower()))

    def _mention(self, span: Span, means: frozenset[str]) -> Mention:
        finding, value = span.label_.split(":")
        if "denied" in means:
            value = "no" if value == "yes" else "yes"
        context = "current"
        if "past" in means and finding not in self._lasting:
            context = "past"
        elif "hypothetical" in means:
            context = "hypothetical"
        elif "asked" in means:
            context = "asked"
        return Mention(finding, value, context, span.start_char, span.end_char, span.text)


def _longest(spans: list[Span]) -> list[Span]:
    """Per finding, drop matches inside a longer match of the same finding and value."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not any(k.label == span.label and k.start <= span.start and span.end <= k.end for k in kept):
            kept.append(span)
    return kept
