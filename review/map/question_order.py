"""The order of questions as steps, worked out from the screens and the policy as ``triage/interview.py`` reads them."""

from __future__ import annotations

from dataclasses import dataclass

from triage import Knowledge
from triage.knowledge import Finding, Screen


@dataclass(frozen=True)
class Step:
    """One step. ``screens`` are lists that come here, ``singles`` findings that are asked one at a time."""

    number: int
    title: str
    note: str
    screens: tuple[Screen, ...] = ()
    singles: tuple[Finding, ...] = ()


def steps(knowledge: Knowledge) -> tuple[Step, ...]:
    """The steps, first to last. A list comes as soon as one of its items is wanted, so one can come before its step."""
    policy, findings = knowledge.policy, knowledge.findings
    gate = set(knowledge.macros[policy.gate])
    at = {key: tuple(s for s in knowledge.screens if _place(knowledge, s, gate) == key) for key in _PLACES}
    stop, flag = (f"“{level.id.replace('_', ' ')}”" for level in (policy.stop_asking_at, policy.red_flag_level))
    made = (
        ("First, of everybody", "", at["gate"], ()),
        (f"What a rule of {stop} waits for",
         "A rule waits when nothing in it has failed, a finding it names is yes, and an answer is missing. "
         f"Once a rule of {stop} has fired, nothing more is asked.", (), ()),
        ("What another yes makes worth asking", "Asked one at a time, when the answer named with it is yes.", (),
         tuple(f for f in findings.values() if f.asked_with)),
        ("Then of everybody, one at a time", "", (), tuple(findings[i] for i in policy.ask_after_gate)),
        ("Lists whose answers change what comes next",
         "Each for those it is meant for. A later list also comes here when only its vague words were used.",
         at["early"], ()),
        ("Lists of warning signs, of everybody", "", at["warning"], ()),
        (f"What a rule of {flag} or more waits for", "", (), ()),
        ("Lists about what was told", "Each for those who said yes to one of the answers named with it.",
         at["told"], ()),
        ("Whatever could still raise the level",
         "Answers that any waiting rule still needs; a list here is put when such an answer is one of its items.",
         at["rest"], ()),
    )
    return tuple(Step(i + 1, *step) for i, step in enumerate(made))


def opens(knowledge: Knowledge, finding: str) -> tuple[Screen, ...]:
    """The lists that a yes to this finding opens."""
    return tuple(s for s in knowledge.screens if finding in s.opens_with)


def asked_in(knowledge: Knowledge, finding: str) -> tuple[Screen, ...]:
    """The lists that this finding stands on."""
    return tuple(s for s in knowledge.screens if finding in s.items)


_PLACES = ("gate", "early", "warning", "told", "rest")


def _place(knowledge: Knowledge, screen: Screen, gate: set[str]) -> str:
    if gate & set(screen.items) and not screen.opens_with:
        return "gate"
    if screen.early or (screen.clarifies and not screen.opens_with):
        return "early"
    if screen.opens_with:
        return "told"
    return "warning" if knowledge.in_macros & set(screen.items) else "rest"
