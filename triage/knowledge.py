"""The content of ``knowledge/`` as frozen objects. What each field means is said there and in docs/rules.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from triage.condition import Condition

IfUnknown = Literal["fires", "one_lower", "silent"]


@dataclass(frozen=True)
class Source:
    """Where a sentence comes from; ``url`` is empty when there is no page to open."""

    id: str
    title: str
    publisher: str
    year: str
    url: str


@dataclass(frozen=True)
class Level:
    """An urgency level and its fixed wording. ``rank`` counts down from the most urgent; 0 is no urgency at all."""

    id: str
    rank: int
    opening: str
    closing: str
    see: str
    watch_for: str
    bring: str


@dataclass(frozen=True)
class Finding:
    """A symptom or fact that can be yes, no or unknown.

    ``tier`` T0 gate, T1 about baclofen, T2 red flag, T3 context. ``follows`` names the question that makes
    this one meaningful. ``only_with`` names findings without which words for this one mean something else:
    "a handful" is an amount once tablets were taken, "every night" a frequency once there is a cramp.
    ``asked_with`` names findings whose yes makes this one worth asking, in every rule that has it;
    ``rules_out`` those that a yes to this one answers with no (who is 70 is no child).
    ``context`` marks exposures and history: not being sure about one of them alone never makes an emergency.
    ``medicine`` names the medicine that the finding is a fact about, if it is about one.
    """

    id: str
    tier: str
    asks: str
    asks_them: str
    short: str
    heard_as: tuple[str, ...]
    denied_as: tuple[str, ...] = ()
    follows: str | None = None
    only_with: tuple[str, ...] = ()
    asked_with: tuple[str, ...] = ()
    rules_out: tuple[str, ...] = ()
    context: bool = False
    medicine: str | None = None


@dataclass(frozen=True)
class Rule:
    """One row of the rule table. ``number`` orders explanations within a level."""

    id: str
    number: int
    level: Level
    when: Condition
    if_unknown: IfUnknown
    because: str
    do: str
    sources: tuple[str, ...]
    area: str


@dataclass(frozen=True)
class Movement:
    """A type of involuntary movement; ``order`` is its step in the discriminator, None when it has none;
    ``medicine`` what the medicine the assistant is about does and does not do for it, ``others`` what else is used."""

    id: str
    name: str
    plain_name: str
    order: int | None
    needs: tuple[Condition, ...]
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    features: str
    medicine: str
    sources: tuple[str, ...]
    others: str = ""


@dataclass(frozen=True)
class Screen:
    """Several findings asked as one list question, answerable with "none of these".

    With ``opens_with`` the screen is for those who told one of these findings, and shown to them; with ``clarifies``
    for those who used one of these words, which say too little by themselves; ``when_untold`` shows it while nothing
    is known about what the movement is like. ``early`` screens come before the lists of warning signs.
    """

    id: str
    asks: str
    asks_them: str
    why: str
    items: tuple[str, ...]
    opens_with: frozenset[str] = frozenset()
    clarifies: tuple[str, ...] = ()
    when_untold: bool = False
    early: bool = False


@dataclass(frozen=True)
class Country:
    """Help lines of one country, as noun phrases that fit inside a sentence."""

    code: str
    name: str
    aliases: tuple[str, ...]
    emergency_number: str
    poison_line: str
    crisis_line: str
    urgent_line: str
    list: str = ""

    @property
    def numbers(self) -> dict[str, str]:
        """The phrases by the names that texts use in curly brackets."""
        return {"emergency_number": self.emergency_number, "poison_line": self.poison_line,
                "crisis_line": self.crisis_line, "urgent_line": self.urgent_line}


@dataclass(frozen=True)
class Policy:
    """How the rule table is read; see ``knowledge/policy.yml``."""

    gate: str
    unknown_floors: Mapping[str, Level]
    nothing_fired: Level
    lowered_emergency_not_below: Level
    stop_asking_at: Level
    blocked_floor: Level
    red_flag_tiers: tuple[str, ...]
    red_flag_level: Level
    most_lists: int
    most_singles: int
    ask_after_gate: tuple[str, ...]
    third_party: str
    speak_at_once: tuple[str, ...]
    never_doubted: tuple[str, ...]
    presumed: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Everything a clinician reviews and signs, loaded and checked. ``version`` is a short hash of the files.

    Equal to itself only, so that what follows from it can be remembered (:func:`triage.assess`)."""

    levels: Mapping[str, Level]
    sources: Mapping[str, Source]
    findings: Mapping[str, Finding]
    macros: Mapping[str, tuple[str, ...]]
    rules: tuple[Rule, ...]
    movements: tuple[Movement, ...]
    screens: tuple[Screen, ...]
    countries: Mapping[str, Country]
    policy: Policy
    safety_net: str
    language: Mapping[str, object] = field(default_factory=dict)
    version: str = ""

    @cached_property
    def parents(self) -> dict[str, str]:
        """``{finding: the finding it follows}``."""
        return {f.id: f.follows for f in self.findings.values() if f.follows}

    @cached_property
    def exclusions(self) -> dict[str, tuple[str, ...]]:
        """``{finding: the findings it rules out}``."""
        return {f.id: f.rules_out for f in self.findings.values() if f.rules_out}

    @cached_property
    def context_items(self) -> frozenset[str]:
        """Findings marked ``context``."""
        return frozenset(f.id for f in self.findings.values() if f.context)

    @cached_property
    def in_macros(self) -> frozenset[str]:
        """Every finding that is part of a macro."""
        return frozenset().union(*self.macros.values())

    @cached_property
    def red_flags(self) -> frozenset[str]:
        """Findings that by themselves call for a clinician soon."""
        return frozenset(f.id for f in self.findings.values() if f.tier in self.policy.red_flag_tiers)

    @cached_property
    def rule_by_id(self) -> dict[str, Rule]:
        """Rules by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def movement_features(self) -> frozenset[str]:
        """Findings that say what a movement is like: each one decides some movement type."""
        return frozenset().union(*(c.positive for m in self.movements for c in m.needs))

    def one_lower(self, level: Level) -> Level:
        """The next less urgent level; the least urgent one stays."""
        ordered = sorted((lv for lv in self.levels.values() if lv.rank), key=lambda lv: lv.rank)
        return ordered[max(ordered.index(level) - 1, 0)]
