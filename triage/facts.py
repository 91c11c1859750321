"""What is known about a person: each finding is yes, no or unknown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Value = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class Facts:
    """Finding ids that are known to be true (``yes``) and known to be false (``no``).

    Everything else is unknown: never asked, or answered with "not sure" (``unsure``). An id in both sets counts as
    yes, because a reported danger is not undone by a later slip.
    """

    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()

    @classmethod
    def of(cls, values: Mapping[str, Value]) -> Facts:
        """Build from ``{finding id: "yes" | "no" | "unknown"}``."""
        yes = frozenset(f for f, v in values.items() if v == "yes")
        no = frozenset(f for f, v in values.items() if v == "no") - yes
        return cls(yes, no, frozenset(f for f, v in values.items() if v == "unknown"))

    def knows(self, finding: str) -> bool:
        """Whether the finding is answered, with yes or no."""
        return finding in self.yes or finding in self.no

    def settled(self, parents: Mapping[str, str], exclusions: Mapping[str, Collection[str]] = MappingProxyType({})
                ) -> Facts:
        """Add what follows from a parent question (``{child: parent}``, see ``follows`` in findings) and what a yes
        rules out (``rules_out``).

        A yes to a child means yes to its parent (a beeping pump is a pump), even against a no: the
        danger told outweighs the denial. A no to the parent means no to its children, so that nobody is
        asked about a pump they do not have.
        """
        yes, no = set(self.yes), set(self.no)
        for child in self.yes:
            parent = parents.get(child)
            while parent:
                yes.add(parent)
                parent = parents.get(parent)
        no.update(*(ruled_out for finding, ruled_out in exclusions.items() if finding in yes))
        no -= yes
        for child in parents:
            ancestor = parents.get(child)
            while ancestor and child not in yes:
                if ancestor in no:
                    no.add(child)
                    break
                ancestor = parents.get(ancestor)
        return Facts(frozenset(yes), frozenset(no), self.unsure)
