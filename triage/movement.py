"""What kind of movement does it sound like? An ordered discriminator; never a diagnosis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from triage.condition import Truth
from triage.facts import Facts

if TYPE_CHECKING:
    from triage.knowledge import Knowledge, Movement


@dataclass(frozen=True)
class MovementView:
    """The working category (None when unclear) with the findings that speak for and against it."""

    movement: Movement | None
    speaks_for: tuple[str, ...] = ()
    speaks_against: tuple[str, ...] = ()


def movement_of(knowledge: Knowledge, facts: Facts) -> MovementView:
    """The first step of the discriminator that matches; two types matching in one step are unclear."""
    matching = [m for m in knowledge.movements if m.order is not None
                and any(c.truth(facts) is Truth.TRUE for c in m.needs)]
    if not matching:
        return MovementView(None)
    first = min(m.order for m in matching)
    best = [m for m in matching if m.order == first]
    if len(best) > 1:
        return MovementView(None)
    movement = best[0]
    features = frozenset().union(*(c.positive for c in movement.needs))
    speaks_for = dict.fromkeys((*sorted(features), *movement.speaks_for))
    return MovementView(movement,
                        tuple(i for i in speaks_for if i in facts.yes),
                        tuple(i for i in movement.speaks_against if i in facts.yes))
