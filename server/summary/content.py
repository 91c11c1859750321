"""What a summary holds, made from Rasa's tracker. How it looks is decided next door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker

from server.speech.parts import Parts
from server.speech.turn import CHECK_SLOT
from server.summary import told
from server.summary.told import Question
from triage import Facts, Knowledge, Level, assess, movement_of
from triage.condition import Truth
from triage.knowledge import Finding, Rule, Source

UNANSWERED = "unanswered"


@dataclass(frozen=True)
class Answer:
    """A finding with what is known of it: yes, no, unknown (not sure) or unanswered (asked, and no answer came)."""

    finding: Finding
    question: str
    value: str

    @property
    def label(self) -> str:
        """A few words for it."""
        return self.finding.short


@dataclass(frozen=True)
class Reason:
    """A rule that counted, why it matters, and where that comes from; with labels under ``unsure`` it counted only
    because these are not known (P4)."""

    rule: Rule
    sources: tuple[Source, ...]
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True)
class Movement:
    """What it sounds more like, with the labels that speak for and against it."""

    name: str
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """Everything a clinician is told; no name, and nothing that leads back to the conversation.

    ``advice`` is what the person was told to do, ``closing`` the line that urges them to.
    """

    made_at: datetime
    version: str
    somebody_else: bool
    words: tuple[str, ...]
    words_cut: bool
    answers: tuple[Answer, ...]
    level: Level | None
    finished: bool
    advice: str
    closing: str
    reasons: tuple[Reason, ...]
    movement: Movement | None
    questions: tuple[Question, ...]

    @cached_property
    def present(self) -> tuple[Answer, ...]:
        """Findings that are there."""
        return tuple(a for a in self.answers if a.value == "yes" and not a.finding.medicine)

    @cached_property
    def medicines(self) -> dict[str, tuple[Answer, ...]]:
        """Facts about medicines that were told, by the medicine."""
        facts = [a for a in self.answers if a.value == "yes" and a.finding.medicine]
        names = dict.fromkeys(str(a.finding.medicine) for a in facts)
        return {name: tuple(a for a in facts if a.finding.medicine == name) for name in names}

    @cached_property
    def absent(self) -> tuple[Answer, ...]:
        """Findings that the person said are not there."""
        return tuple(a for a in self.answers if a.value == "no")

    @cached_property
    def not_known(self) -> tuple[Answer, ...]:
        """Findings that were asked about without getting to know."""
        return tuple(a for a in self.answers if a.value in ("unknown", UNANSWERED))

    @property
    def state(self) -> str:
        """How far the check came, as a key of the wording."""
        return "finished" if self.finished else "unfinished" if self.answers else "no_check"

    @property
    def is_empty(self) -> bool:
        """Nothing was told and nothing asked."""
        return not (self.words or self.questions or any(a.value != UNANSWERED for a in self.answers))


def topic_labels(responses: Mapping[str, Any]) -> dict[str, str]:
    """``{intent: label}`` of the topics among Rasa's responses."""
    labelled = {name.removeprefix("utter_"): (texts[0].get("metadata") or {}).get("label")
                for name, texts in responses.items() if texts}
    return {intent: label for intent, label in labelled.items() if label}


def summary_of(tracker: DialogueStateTracker, knowledge: Knowledge, topics: Mapping[str, str],
               made_at: datetime) -> Summary:
    """The summary of a conversation so far. ``topics`` are labels by intent; the clock is the caller's."""
    events = told.since_the_start(tracker)
    check = tracker.get_slot(CHECK_SLOT)
    check = check if isinstance(check, dict) else {}
    news = told.not_yet_taken_up(events)
    values = _values(knowledge, check.get("findings") or {}, news)
    facts = Facts.of(values).settled(knowledge.parents, knowledge.exclusions)
    level, rules = _level(knowledge, check, facts if news else None)
    they = knowledge.policy.third_party in facts.yes
    words, words_cut = told.own_words(events, topics)
    parts = Parts(knowledge, check.get("country"), they)
    return Summary(
        made_at=made_at, version=knowledge.version, somebody_else=they, words=words, words_cut=words_cut,
        answers=_answers(knowledge, values, facts, told.asked_by_the_bot(events), they),
        level=level, finished=bool(check.get("final")), advice=parts.filled(level.see) if level else "",
        closing=(level or min(knowledge.levels.values(), key=lambda lv: lv.rank)).closing,
        reasons=tuple(_reason(knowledge, rule, facts) for rule in rules),
        movement=_movement(knowledge, facts), questions=told.questions(events, topics))


def _values(knowledge: Knowledge, known: Mapping[str, str], news: Mapping[str, str]) -> dict[str, str]:
    """What the check knows, and what it has not taken up yet: a yes is not undone by a no that comes after it."""
    values = dict(known)
    values.update({f: v for f, v in news.items() if values.get(f) != "yes"})
    return {f: v for f, v in values.items() if f in knowledge.findings and v in ("yes", "no", "unknown")}


def _level(knowledge: Knowledge, check: Mapping[str, Any], fresh: Facts | None) -> tuple[Level | None, list[Rule]]:
    """The check's own result; never less than what was told since then amounts to."""
    level = knowledge.levels.get(check.get("level") or "")
    rules = [r for r in check.get("rules") or () if r in knowledge.rule_by_id]
    if fresh is not None:
        view = assess(knowledge, fresh)
        level = max((lv for lv in (level, view.level) if lv), key=lambda lv: lv.rank, default=None)
        rules = [f.rule.id for f in view.fired] + rules
    return level, [knowledge.rule_by_id[r] for r in dict.fromkeys(rules)]


def _reason(knowledge: Knowledge, rule: Rule, facts: Facts) -> Reason:
    missing = rule.when.missing(facts) if rule.when.truth(facts) is Truth.OPEN else ()
    return Reason(rule, tuple(knowledge.sources[s] for s in rule.sources),
                  tuple(knowledge.findings[i].short for i in missing))


def _answers(knowledge: Knowledge, values: Mapping[str, str], facts: Facts, asked: list[str],
             they: bool) -> tuple[Answer, ...]:
    """Most urgent kinds of findings first, otherwise as told. A yes that follows from another one counts; so that a
    danger told outweighs a denial, it does so even against a no."""
    found = {**values, **{i: UNANSWERED for i in asked if i in knowledge.findings and i not in values
                          and not facts.knows(i)}, **{i: "yes" for i in sorted(facts.yes)}}
    found.pop(knowledge.policy.third_party, None)  # told apart, as whom it is about
    order = [*knowledge.policy.red_flag_tiers]
    answers = [Answer(f, f.asks_them if they else f.asks, value)
               for f, value in ((knowledge.findings[i], v) for i, v in found.items())]
    return tuple(sorted(answers, key=lambda a: order.index(a.finding.tier) if a.finding.tier in order else len(order)))


def _movement(knowledge: Knowledge, facts: Facts) -> Movement | None:
    view = movement_of(knowledge, facts)
    if view.movement is None:
        return None
    labels = {i: knowledge.findings[i].short for i in (*view.speaks_for, *view.speaks_against)}
    return Movement(view.movement.name, tuple(labels[i] for i in view.speaks_for),
                    tuple(labels[i] for i in view.speaks_against))
