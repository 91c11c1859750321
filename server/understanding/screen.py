"""The red-flag screen: does this one message, by itself, call for action before anything else? (P3)"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.understanding.reading import Reading
from triage import Facts, Knowledge, assess


@dataclass(frozen=True)
class Alarm:
    """What must be said at once: the rules that fired (most urgent first), the one question to put with it, the
    findings that a vague word was taken to mean, and those that made the rules fire."""

    rules: tuple[str, ...]
    ask: str | None
    assumed: tuple[str, ...] = ()
    because_of: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain data for Rasa's parse result."""
        return {"rules": list(self.rules), "ask": self.ask, "assumed": list(self.assumed)}


def screen(knowledge: Knowledge, reading: Reading) -> Alarm | None:
    """Assess what the message says for certain. Hypotheticals, the past and plain questions do not count.

    A vague word counts as every movement that it may mean: "stopped drinking, got the shakes" cannot wait until it is
    clear what kind of shaking that is.
    """
    maybe = {i for s in knowledge.screens if s.id in reading.vague for i in s.items} & knowledge.movement_features
    maybe -= knowledge.red_flags
    values = reading.values()
    view = assess(knowledge, Facts.of({**dict.fromkeys(maybe, "yes"), **values}))
    policy = knowledge.policy
    at_once = [f for f in view.fired if f.level == policy.stop_asking_at]
    if at_once:
        because_of = tuple(dict.fromkeys(i for f in at_once for i in f.because_of if i != policy.third_party))
        assumed = (maybe - values.keys()) & set(because_of)
        return Alarm(tuple(f.rule.id for f in at_once), None, tuple(sorted(assumed)), because_of)
    spoken = tuple(f.rule.id for f in view.fired if f.rule.id in policy.speak_at_once)
    if spoken:
        about = {i for f in view.fired if f.rule.id in spoken for i in f.because_of}
        pending = [r for r in view.pending if r.level == policy.stop_asking_at and r.when.positive & about]
        ask = next((i for r in pending for i in r.when.missing(view.facts)), None)
        return Alarm(spoken, ask)
    return None
