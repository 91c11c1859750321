"""What a rule does when an answer is missing, worked out from the rule and the policy."""

from __future__ import annotations

from dataclasses import dataclass

from triage import Knowledge, Level
from triage.knowledge import Rule


@dataclass(frozen=True)
class Missing:
    """``waits`` is False for a rule that one yes decides. ``kind`` is what the rule's ``if_unknown`` says and ``level``
    the one it then fires at, if any. When only ``context`` is unknown, it fires at ``context_level`` instead.
    ``blocked`` is the level that a yes under "none of" still keeps the result at."""

    waits: bool
    kind: str
    level: Level | None
    context: tuple[str, ...]
    context_level: Level | None
    blocked: Level | None


def missing_of(knowledge: Knowledge, rule: Rule) -> Missing:
    """What comes of a rule whose deciding answer stays unknown."""
    policy, when = knowledge.policy, rule.when
    lower = knowledge.one_lower(rule.level)
    if rule.level == policy.stop_asking_at:
        lower = max(lower, policy.lowered_emergency_not_below, key=lambda level: level.rank)
    level = {"fires": rule.level, "one_lower": lower}.get(rule.if_unknown)
    softened = rule.if_unknown == "fires" and rule.level == policy.stop_asking_at
    context = tuple(i for i in when.order if softened and i in knowledge.context_items)
    one_term = (not when.all and not when.with_any and all(len(term) == 1 for term in when.any)) or (
        not when.any and not when.with_any and len(when.all) == 1 and len(when.all[0]) == 1)
    return Missing(
        waits=bool(when.none) or not one_term, kind=rule.if_unknown, level=level,
        context=context, context_level=lower if context else None,
        blocked=policy.blocked_floor if when.none and rule.level == policy.blocked_floor else None)
