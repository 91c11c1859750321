"""How a vignette's person answers: in words, as people type, and always the same way for the same vignette."""

from __future__ import annotations

import random
from collections.abc import Sequence

from review.evaluation.vignettes import Vignette
from triage import Facts, Knowledge

_YES = ("yes", "y", "yeah", "yep", "yes it is", "yes.")
_NO = ("no", "n", "nope", "nah", "no not really", "No.")
_UNSURE = ("not sure", "i don't know", "dunno", "not sure really")
_NONE = ("none", "none of these", "no none of those", "nope", "None of them", "nothing", "no")
_CHOICES = ("{}", "{}", "number {}", "just {}", "{} please")
_JOINTS = (" and ", ", ", " ", " & ")


class Person:
    """Answers questions about findings truly: yes, no, or not sure."""

    def __init__(self, vignette: Vignette, knowledge: Knowledge) -> None:
        # Who has what belongs to something else has that too; and nobody is unsure about a part of what is not there.
        self.yes = Facts(frozenset(vignette.yes)).settled(knowledge.parents).yes
        there = self.yes | set(vignette.unsure)
        self.unsure = {i for i in vignette.unsure if knowledge.parents.get(i, i) in there}
        self._habit = random.Random(vignette.title)

    def answer(self, asking: Sequence[str], *, plainly: bool = False) -> str:
        """What is typed in reply to a question about these findings; ``plainly`` in the very words it proposes.

        Something unknown is asked to have a thing confirmed that was not said: no.
        """
        if len(asking) > 1:
            return self._list(asking, plainly)
        words = _NO
        if asking and asking[0] in self.yes:
            words = _YES
        elif asking and asking[0] in self.unsure:
            words = _UNSURE
        return words[0] if plainly else self._habit.choice(words)

    def _list(self, asking: Sequence[str], plainly: bool) -> str:
        numbers = {finding: str(n) for n, finding in enumerate(asking, 1)}
        chosen = [numbers[i] for i in asking if i in self.yes]
        if plainly:
            return " and ".join(chosen) or _NONE[0]
        unsure = [numbers[i] for i in asking if i in self.unsure]
        if unsure:
            return f"{self._joined(chosen) or _NONE[0]}, not sure about {' and '.join(unsure)}"
        return self._habit.choice(_CHOICES).format(self._joined(chosen)) if chosen else self._habit.choice(_NONE)

    def _joined(self, numbers: Sequence[str]) -> str:
        return self._habit.choice(_JOINTS).join(numbers)
