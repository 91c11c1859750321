"""What can be seen of a turn: how it was understood, and how it was decided, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from server.nlu import keys
from stories.lab.reasons import why
from stories.lab.turns import LookedInto
from triage import Fired, shipped

# More than these nobody reads.
_GUESSES = 5
_NEARLY = 8
# A rule that lacks more answers than these has not nearly fired.
_FEW = 8


def inspection(turn: LookedInto, took_ms: int) -> dict[str, Any]:
    """Everything the page shows beside a reply; ``took_ms`` is how long that was waited for."""
    triage, data = turn.reply.turn["triage"], turn.understood
    where, danger = triage["progress"], data.get(keys.DANGER)
    reading = data.get(keys.READING) or {}
    return {
        "said": turn.text, "took_ms": took_ms, "why": why(turn), "intent": turn.intent,
        "ranking": [{"name": guess["name"], "confidence": guess["confidence"]}
                    for guess in (data.get(keys.RANKING) or [])[:_GUESSES]],
        "danger": danger["distance"] if danger else None,
        "findings": _findings(reading), "answer": reading.get("answer"),
        "country": reading.get("country") or turn.check.get("country"),
        "known": dict(turn.check.get("findings") or {}),
        "fired": _fired(turn), "nearly": _nearly(turn), "level": triage["level"], "final": triage["final"],
        "asking": [{"finding": finding, "label": _label(finding)} for finding in triage["asking"]],
        "asked_because": _asked_because(turn),
        "still_open": where["at_most"] - where["number"] if where else None, "movement": _movement(turn),
        "response": turn.spoken.get("utter_action"), "topic": turn.reply.turn["topic"], "sources": _sources(turn)}


def _findings(reading: dict[str, Any]) -> list[dict[str, Any]]:
    """What was heard in which words; ``counts`` says whether it is about the person, and about now."""
    return [{"finding": mention["finding"], "label": _label(mention["finding"]), "value": mention["value"],
             "context": mention["context"], "counts": mention["context"] == "current", "text": mention["text"],
             "start": mention["start"], "end": mention["end"]} for mention in reading.get("mentions") or ()]


def _fired(turn: LookedInto) -> list[dict[str, Any]]:
    """The rules that fired, and those that the channel found in a message of which nothing else is known."""
    found = [*turn.view.fired]
    others = [shipped().rule_by_id[rule] for rule in turn.reply.turn["triage"]["rules"]]
    found += [Fired(rule, rule.level, ()) for rule in others if rule not in [fired.rule for fired in found]]
    return [{"rule": fired.rule.id, "level": fired.level.id, "because": fired.rule.because,
             "because_of": _labels(fired.because_of), "unsure_of": _labels(fired.unsure_of),
             "sources": _pages(fired.rule.sources)} for fired in found]


def _nearly(turn: LookedInto) -> list[dict[str, Any]]:
    """Rules that have not fired and for which little is missing, with those answers; most urgent first."""
    fired = {fired.rule.id for fired in turn.view.fired}
    missing = {rule: rule.when.missing(turn.view.facts) for rule in turn.view.pending if rule.id not in fired}
    near = sorted((rule for rule, answers in missing.items() if len(answers) <= _FEW),
                  key=lambda rule: (-rule.level.rank, rule.number))
    return [{"rule": rule.id, "level": rule.level.id, "missing": _labels(missing[rule])} for rule in near[:_NEARLY]]


def _movement(turn: LookedInto) -> dict[str, Any] | None:
    view = turn.view.movement
    return {"id": view.movement.id, "name": view.movement.plain_name, "for": _labels(view.speaks_for),
            "against": _labels(view.speaks_against)} if view.movement else None


def _asked_because(turn: LookedInto) -> dict[str, str] | None:
    """The rule that wants to know what is asked, where one does."""
    rule = shipped().rule_by_id.get((turn.spoken.get("say") or {}).get("because_of") or "")
    return {"rule": rule.id, "because": rule.because} if rule and turn.reply.turn["triage"]["asking"] else None


def _sources(turn: LookedInto) -> list[dict[str, str]]:
    """Where the answer comes from: the topic's pages, else those of the rules that decided the level."""
    topic, part = turn.reply.turn["topic"], turn.reply.turn["part"]
    if topic is None:
        return _pages(dict.fromkeys(source for fired in turn.view.deciding for source in fired.rule.sources))
    answers = [texts[0].get("metadata") or {} for texts in turn.responses.values() if texts]
    return _pages(next((answer.get("sources") or () for answer in answers
                        if answer.get("topic") == topic and answer.get("part") == part), ()))


def _pages(ids: Iterable[str]) -> list[dict[str, str]]:
    known = [shipped().sources[source] for source in ids]
    return [{"id": source.id, "title": source.title, "url": source.url.split(" ; ")[0]} for source in known]


def _labels(findings: Iterable[str]) -> list[str]:
    return [_label(finding) for finding in findings]


def _label(finding: str) -> str:
    return shipped().findings[finding].short
