"""The summary as a FHIR R4 document: a Bundle that a medical record system can take in, checked by ``fhirclient``.

It names nobody: the Patient is empty, there is no Practitioner, the author is the assistant itself. Nothing is coded
that was not coded in the knowledge: findings are known by their own ids and questions, as text.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from fhirclient.models.bundle import Bundle

from server.summary.content import UNANSWERED, Answer, Summary
from server.summary.text import as_text
from server.summary.wording import listed, unsure_of, wording

Json = dict[str, Any]

# Ours; whatever is made from it is stable and collides with nobody's.
_NAMESPACE = uuid.UUID("6f2f6a0e-6c1b-4a5e-9d0b-6a4f3f6f1c52")
_NOT_KNOWN = {"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "asked-unknown",
              "display": "Asked But Unknown"}


def as_bundle(summary: Summary) -> Bundle:
    """The document. Raises ``FHIRValidationError`` if it were none: fhirclient checks every element."""
    return Bundle(_Document(summary).bundle())


class _Document:
    """One document being put together; resources refer to each other by ``urn:uuid``."""

    def __init__(self, summary: Summary) -> None:
        self.summary, self.words = summary, wording()
        self.time = summary.made_at.isoformat()
        self.status = "final" if summary.finished else "preliminary"
        # From what is written and when, never from the conversation's id.
        self.seed = hashlib.sha256(f"{self.time}\n{as_text(summary)}".encode()).hexdigest()
        self.patient = self._ref("Patient")
        self.device = self._ref("Device")
        self.source = self._ref("RelatedPerson") if summary.somebody_else else self.patient

    def bundle(self) -> Json:
        """Composition first, as a document must; then everything it refers to."""
        medicines = [self._medicine(name, facts) for name, facts in self.summary.medicines.items()]
        results = [self._level(), *self._movement()] if self.summary.level else self._movement()
        answers = self._answers()
        entries = [self._composition(answers, results, medicines),
                   self._entry("Patient", {}), self._entry("Device", self._assistant()),
                   *self._narrator(), answers, *results, *medicines]
        return {"resourceType": "Bundle", "type": "document", "timestamp": self.time, "entry": entries,
                "identifier": {"system": "urn:ietf:rfc:3986", "value": self._url("Bundle")}}

    def _url(self, name: str) -> str:
        return uuid.uuid5(_NAMESPACE, f"{self.seed} {name}").urn

    def _ref(self, name: str) -> Json:
        return {"reference": self._url(name)}

    def _entry(self, kind: str, resource: Json, name: str = "") -> Json:
        return {"fullUrl": self._url(name or kind), "resource": {"resourceType": kind, **resource}}

    def _assistant(self) -> Json:
        return {"deviceName": [{"name": self.words["fhir_assistant"], "type": "user-friendly-name"}],
                "version": [{"type": {"text": self.words["version"]}, "value": self.summary.version}]}

    def _narrator(self) -> list[Json]:
        if not self.summary.somebody_else:
            return []
        return [self._entry("RelatedPerson", {
            "patient": self.patient, "relationship": [{"text": self.words["fhir_narrator"]}]})]

    def _composition(self, answers: Json, results: list[Json], medicines: list[Json]) -> Json:
        s, w = self.summary, self.words
        sections = [
            self._section("fhir_about", [w["made_by"], f"{w['made_at']}: {self.time}", f"{w['version']}: {s.version}",
                                         w[s.state], s.closing]),
            self._section("words", [*s.words, w["words_cut"] if s.words_cut else ""], "fhir_complaint_code"),
            self._section("how_soon", [s.level.opening if s.level else w["no_level"], s.advice,
                                       *(f"{r.rule.because} {unsure_of(r)}" for r in s.reasons)], entries=results),
            self._section("fhir_answers", [f"{w[key]}: {listed([a.label for a in found]) or w['none']}"
                                           for key, found in (("present", s.present), ("absent", s.absent),
                                                              ("not_known", s.not_known))], entries=[answers]),
            self._section("medicines", [f"{name}: {listed([a.label for a in facts])}"
                                        for name, facts in s.medicines.items()] or [w["none"]],
                          "fhir_medicines_code", medicines),
            self._section("questions", [f"{q.label}: {q.words}".strip(": ") for q in s.questions] or [w["none"]])]
        return self._entry("Composition", {
            "status": self.status, "type": self._code("title", "fhir_document_code"), "subject": self.patient,
            "date": self.time, "author": [self.device], "title": w["title"], "section": sections})

    def _section(self, heading: str, lines: Iterable[str], code: str = "", entries: Iterable[Json] = ()) -> Json:
        paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines if line) or f"<p>{self.words['none']}</p>"
        section: Json = {"title": self.words[heading], "code": self._code(heading, code), "text": {
            "status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{paragraphs}</div>'}}
        references = [{"reference": e["fullUrl"]} for e in entries]
        return {**section, "entry": references} if references else section

    def _code(self, heading: str, code: str = "") -> Json:
        text: Json = {"text": self.words[heading]}
        coding = [{"system": self.words["fhir_code_system"], "code": self.words[code]}] if code else []
        return {**text, "coding": coding} if coding else text

    def _answers(self) -> Json:
        """The person's own words first, then each finding that was asked or told."""
        words = [{"linkId": "words", "text": self.words["words"], "answer": [
            {"valueString": text} for text in self.summary.words]}] if self.summary.words else []
        return self._entry("QuestionnaireResponse", {
            "status": "completed" if self.summary.finished else "in-progress", "subject": self.patient,
            "authored": self.time, "author": self.device, "source": self.source,
            "item": words + [_item(a) for a in self.summary.answers]})

    def _observation(self, heading: str, value: str, more: Mapping[str, Any]) -> Json:
        return self._entry("Observation", {
            "status": self.status, "code": {"text": self.words[heading]}, "subject": self.patient,
            "effectiveDateTime": self.time, "device": self.device, "valueString": value,
            "derivedFrom": [self._ref("QuestionnaireResponse")], **more}, heading)

    def _level(self) -> Json:
        """The level; each rule behind it is a component with its reason and its sources."""
        level = self.summary.level
        assert level is not None
        reasons = [{"code": {"text": r.rule.id}, "valueString": " ".join(filter(None, (
            r.rule.because, unsure_of(r), "; ".join(f"{s.title}, {s.publisher}" for s in r.sources))))}
            for r in self.summary.reasons]
        notes = [{"text": text} for text in (level.opening, self.summary.advice) if text]
        return self._observation("fhir_level", level.id, {"note": notes} | ({"component": reasons} if reasons else {}))

    def _movement(self) -> list[Json]:
        movement, w = self.summary.movement, self.words
        if movement is None:
            return []
        notes = [f"{w[key]}: {listed(labels)}" for key, labels in (
            ("movement_for", movement.speaks_for), ("movement_against", movement.speaks_against)) if labels]
        return [self._observation("fhir_movement", movement.name, {
            "note": [{"text": text} for text in (*notes, w["only_examination"])]})]

    def _medicine(self, name: str, facts: tuple[Answer, ...]) -> Json:
        """Status unknown: a chat hears that a medicine plays a part, not whether it is being taken as prescribed."""
        return self._entry("MedicationStatement", {
            "status": "unknown", "medicationCodeableConcept": {"text": name}, "subject": self.patient,
            "dateAsserted": self.time, "informationSource": self.source,
            "derivedFrom": [self._ref("QuestionnaireResponse")],
            "note": [{"text": listed([a.label for a in facts])}]}, f"MedicationStatement {name}")


def _item(answer: Answer) -> Json:
    item: Json = {"linkId": answer.finding.id, "text": answer.question}
    if answer.value == UNANSWERED:
        return item
    value: Json = {"valueCoding": _NOT_KNOWN} if answer.value == "unknown" else {"valueBoolean": answer.value == "yes"}
    return {**item, "answer": [value]}
