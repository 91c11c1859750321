"""One spaCy document per message: findings with polarity and context, and short answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from server.understanding.answers import Answers
from server.understanding.context import ConText
from server.understanding.languages import Foreign, Languages
from server.understanding.phrase_finder import Match, PhraseFinder
from server.understanding.phrases import PhraseError, Phrases, Slot
from server.understanding.quantities import Quantities, Told
from server.understanding.reading import Mention, Reading
from server.understanding.words import Words, commonness, document, evened, open_by_ear
from triage import Knowledge, KnowledgeError, shipped


@lru_cache(maxsize=1)
def understanding() -> Understanding:
    """The process's one reader of messages, made from the shipped knowledge."""
    return Understanding(shipped())


# Where a document keeps the message as it was typed; its own text is in lower case.
_TYPED = "as typed"
# Cues that keep a word from being about the person's state now.
_NOT_NOW = frozenset({"denied", "past", "general", "hypothetical", "asked"})


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
        spelt = {spelling: word for word, spellings in words["spellings"].items() for spelling in spellings}
        open_by_ear(self.nlp, spelt)
        phrases = Phrases(self.nlp, words["words"], spelt)
        self._context = ConText(phrases, words["cues"])
        compiled: list[tuple[str, tuple[Slot, ...]]] = []
        problems = [f"knowledge/language/names.yml, {i}: unknown finding. Allowed: the ids of the finding files."
                    for i in words["names"] if i not in knowledge.findings]
        for finding in knowledge.findings.values():
            names = words["names"].get(finding.id, ())
            for value, said in (("yes", finding.heard_as), ("no", finding.denied_as), ("named", names)):
                for phrase in said:
                    try:
                        compiled.append((f"{finding.id}:{value}", phrases.slots(phrase)))
                    except PhraseError as error:
                        problems.append(f"knowledge/findings, {finding.id}: {error}.")
        if problems:
            raise KnowledgeError("\n".join(problems))
        self._findings = PhraseFinder(phrases.forms_of("fillers"), commonness(phrases.vocabulary))
        for label, slots in compiled:
            self._findings.add(label, slots)
        self._quantities = Quantities(phrases, words["quantities"], knowledge.findings)
        self._words = Words(phrases.vocabulary, spelt)
        self._answers = Answers(words["answers"])
        self._languages = Languages(words["other_languages"], self._words.knows, words["words"]["drug"])
        self._countries = {alias: c.code for c in knowledge.countries.values() for alias in c.aliases}
        longest_first = sorted(self._countries, key=len, reverse=True)
        self._named_country = re.compile(
            rf"(?:^|\b(?:in|from) (?:the )?)({'|'.join(map(re.escape, longest_first))})$")
        self._lasting = frozenset(words["cues"]["lasting"])
        self._undeniable = frozenset(words["cues"]["undeniable"])
        self._even_if = frozenset(words["cues"]["even_if"])
        self._come_suddenly = frozenset(words["cues"]["come_suddenly"])
        self._possessives = frozenset(words["cues"]["possessives"])
        self._starters = frozenset(words["cues"]["starters"])
        self._openers = frozenset(words["cues"]["question_openers"])
        self._questions = PhraseFinder()
        for word in words["cues"]["question_words"]:
            self._questions.add("question", phrases.slots(word))
        self._vague = PhraseFinder()
        for screen in knowledge.screens:
            for phrase in screen.clarifies:
                self._vague.add(screen.id, phrases.slots(phrase))
        self._screen_items = {s.id: frozenset(s.items) for s in knowledge.screens}
        self._idioms = PhraseFinder(phrases.forms_of("fillers"))
        for idiom in words["cues"]["idioms"]:
            self._idioms.add("idiom", phrases.slots(idiom))

    def document(self, text: str) -> Doc:
        """The message as a spaCy document whose ``norm_`` are the forms that phrases are compared by."""
        typed = text[: self.LONGEST]
        doc = document(self.nlp, evened(typed))
        doc.user_data[_TYPED] = typed
        return self._words.apply(doc)

    def whole(self, text: str) -> str:
        """The message in lower case and in whole words: "cant stop shakin" is "can not stop shaking"."""
        return self._words.whole(document(self.nlp, evened(text[: self.LONGEST])))

    def foreign(self, text: str) -> Foreign | None:
        """The language of a message that is not in English."""
        return self._languages.detect(text[: self.LONGEST])

    def read(self, text: str) -> Reading:
        """What a message says."""
        return self.read_document(self.document(text))

    def read_document(self, doc: Doc) -> Reading:
        """What a message says, from a document of :meth:`document`."""
        hidden = {i for m in self._idioms.find(doc) for i in range(m.start, m.end)}
        found = _outermost([m for m in self._findings.find(doc) if not hidden & set(range(m.start, m.end))])
        features = self.knowledge.movement_features
        said = {i for m in found if m.label.removesuffix(":yes") in features for i in range(m.start, m.end)}
        vaguely = [m for m in self._vague.find(doc) if not (hidden | said) & set(range(m.start, m.end))]
        spotted = self._quantities.spot(doc)
        reach = self._context.reaching(doc, {(m.start, m.end) for m in (*found, *vaguely)} | spotted.spans,
                                       {(m.start, m.end) for m in found if m.label.endswith(":yes")})
        amounts = self._quantities.told(spotted, doc, found, reach)
        found = [m for m in found if not any(a.overrules(m) for a in amounts)]
        mentions = tuple(self._mention(doc, match, reach[match.start, match.end]) for match in found)
        told = {m.finding for m in mentions if m.value == "yes" and m.context != "named"}
        vague = tuple(dict.fromkeys(m.label for m in vaguely if not reach[m.start, m.end] & _NOT_NOW))
        told |= frozenset().union(*(self._screen_items[screen] for screen in vague))
        mentions = tuple(replace(m, context="unattached") if self._is_unattached(m, told) else m for m in mentions)
        mentions += tuple(self._measured(doc, amount, reach) for amount in amounts)
        return Reading(mentions, self._answers.read(doc.text), self._country(doc.text),
                       asks=self._asks(doc), vague=vague, corrects=self._answers.corrects(doc.text))

    def _is_owned(self, doc: Doc, match: Match, finding: str) -> bool:
        """"What about his tablets" asks something, but not whether he takes them."""
        return finding in self._undeniable and any(
            t.lower_ in self._possessives for t in doc[match.start:match.end])

    def _asks(self, doc: Doc) -> bool:
        """Whether the message has the form of a question."""
        opener = next((t.lower_ for t in doc if t.lower_ not in self._starters), "")
        return opener in self._openers or bool(self._questions.find(doc))

    # Longer messages are about something else, and keep their own topic.
    LONGEST_ABOUT_A_COUNTRY = 8

    def _country(self, text: str) -> str | None:
        """The country a short message names, alone or after "in"; longer names win ("northern ireland")."""
        words = re.sub(r"[^\w.\s]", " ", text.lower()).split()
        if len(words) > self.LONGEST_ABOUT_A_COUNTRY:
            return None
        found = self._named_country.search(" ".join(words).strip(" ."))
        return self._countries[found.group(1)] if found else None

    def _is_unattached(self, mention: Mention, told: set[str]) -> bool:
        needs = self.knowledge.findings[mention.finding].only_with
        return mention.context == "current" and bool(needs) and not told & set(needs)

    def _measured(self, doc: Doc, amount: Told, reach: Mapping[tuple[int, int], frozenset[str]]) -> Mention:
        """What an amount tells; whether one is denied is up to its own words."""
        match = amount.match
        mention = self._mention(doc, match, reach[match.start, match.end] - {"denied"})
        return mention if amount.attached or not mention.counts else replace(mention, context="unattached")

    def _mention(self, doc: Doc, match: Match, means: frozenset[str]) -> Mention:
        finding, value = match.label.split(":")
        context = "named" if value == "named" else "current"
        if "denied" in means and finding not in self._undeniable:
            # A phrase of health stays one: "no weakness, swallowing fine" denies both.
            value, context = "no", "current"
        elif value == "named":
            value = "yes"
        elif value == "yes" and finding in self._come_suddenly and "gradual" in means:
            context = "named"
        if context == "named":
            pass
        elif "past" in means and finding not in self._lasting:
            context = "past"
        elif "general" in means:
            context = "general"
        elif "hypothetical" in means and not (finding in self._even_if and "asked" not in means):
            context = "hypothetical"
        elif "asked" in means and not self._is_owned(doc, match, finding):
            context = "asked"
        span = doc[match.start:match.end]
        quoted = doc.user_data[_TYPED][span.start_char:span.end_char]
        return Mention(finding, value, context, span.start_char, span.end_char, quoted)


def _outermost(matches: list[Match]) -> list[Match]:
    """What a longer phrase of the same finding already says is not said again: "no fever at all" is no "fever"."""
    return [m for m in matches if not any(
        o is not m and o.label.split(":")[0] == m.label.split(":")[0] and o.start <= m.start and m.end <= o.end
        and (o.end - o.start > m.end - m.start or (o.label.endswith(":yes") and m.label.endswith(":named")))
        for o in matches)]
