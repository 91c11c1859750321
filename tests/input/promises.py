"""What must hold of every reply, whatever was said before (the promises of docs/clinical-safety.md).

Much of it can be seen by the person: how the text ends, what it never says. For the rest the check's slot is looked at
before and after the turn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from server.channels.fallback import emergency_words
from stories.people.person import Seen
from tests.data.wordings import forbidden_in
from tests.input.move import Move
from tests.triage.test_proofs import LOWERING
from triage import Facts, Knowledge, Level, assess, shipped

# The guard waits 13 s, and the rest is for the way (P2).
LONGEST_S = 15.0
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
_STARTED_OVER = ("I have set aside what you told me", "Everything you wrote to me is erased")
_MAY_BE = "don't wait for me: call"


@dataclass(frozen=True)
class Turn:
    """One turn: what was done, what came, what it is ``asking``, what the check knew ``before`` and ``after``; ``own``
    when the channel spoke by itself, so that it knew nothing of the conversation."""

    move: Move
    seen: Seen
    seconds: float
    own: bool
    asking: list[str]
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass
class Watch:
    """Watches one conversation; ``said`` is what was written in it."""

    knowledge: Knowledge = field(default_factory=shipped)
    said: str = ""

    def broken(self, turn: Turn) -> list[str]:
        """The promises that this turn breaks, as sentences."""
        text = turn.seen.text
        level = self._closing(text)
        wrong = [] if level else ["P1: it does not end with a closing line"]
        wrong += [f"P2: it took {turn.seconds:.1f} s"] if turn.seconds > LONGEST_S else []
        # Results and summaries repeat what the person has said.
        self.said += " ".join(turn.move.text.lower().split()) + "\n"
        odd = [*forbidden_in(self._without_sources(text)), *_PLACEHOLDER.findall(text)]
        wrong += [f"P7: it says {words}" for words in odd if words not in self.said]
        wrong += ["it has an empty line, at which apps tear it apart"] if re.search(r"\n\s*\n", text) else []
        wrong += self._refused(turn)
        if level and not turn.own:
            wrong += [*self._danger(turn, level), *self._never_less(turn, level), *self._no_comfort(turn, level)]
        return wrong

    def _without_sources(self, text: str) -> str:
        """Titles and addresses of sources name what stands on a pack."""
        for source in self.knowledge.sources.values():
            text = text.replace(source.title, "").replace(source.url, "")
        return text

    def _closing(self, text: str) -> Level | None:
        return next((level for level in self.knowledge.levels.values() if text.endswith(level.closing)), None)

    def _refused(self, turn: Turn) -> list[str]:
        """P8: what only a button could say changes nothing when no button said it."""
        if turn.move.refused and turn.before != turn.after:
            return ["P8: something that was typed has changed the check"]
        return []

    def _danger(self, turn: Turn, level: Level) -> list[str]:
        """P3: a message that is an emergency by itself is one in every state."""
        alarm = emergency_words(turn.move.text) if turn.move.danger and _MAY_BE not in turn.seen.text else None
        if alarm and level.rank < self.knowledge.levels[alarm.turn["triage"]["level"]].rank:
            return [f"P3: an emergency is answered as {level.id}"]
        return []

    def _never_less(self, turn: Turn, level: Level) -> list[str]:
        """P5: a yes stays until it was asked once more, or all began anew; the reply is as urgent as what is known; and
        it is no less urgent than what the check had come to, unless something was denied, taken back, or may rightly
        lower it."""
        if self._begun_anew(turn):
            return []
        before, after = (check.get("findings") or {} for check in (turn.before, turn.after))
        asked_again = set(turn.before.get("confirming") or ())
        lost = [f for f, v in before.items() if v == "yes" and after.get(f) != "yes" and f not in asked_again]
        wrong = [f"P5: {', '.join(lost)} was yes, and is not any more"] if lost else []
        # What this very reply asks is not known yet.
        known = assess(self.knowledge, Facts.of(
            {f: v for f, v in after.items() if f in before or f not in turn.asking})).level
        # Not before a level was come to, nor while something is asked once more, nor after the check was stopped.
        decided = turn.after.get("level") and turn.after.get("started") and not turn.after.get("confirming")
        if decided and known and known.rank > level.rank:
            wrong.append(f"P5: it ends as {level.id}, and what is known is {known.id}")
        changed = {f for f, v in after.items() if before.get(f) != v}
        only_more = all(after[f] == "yes" and f not in LOWERING for f in changed) and before.keys() <= after.keys()
        earlier = self.knowledge.levels.get(turn.before.get("level") or "")
        if only_more and changed and not asked_again and earlier and level.rank < earlier.rank:
            wrong.append(f"P5: one more was told, and {earlier.id} became {level.id}")
        return wrong

    def _no_comfort(self, turn: Turn, level: Level) -> list[str]:
        """P7: a calm result only with every red flag denied, as far as it was asked."""
        if not (turn.after.get("final") and 0 < level.rank < self.knowledge.policy.red_flag_level.rank):
            return []
        facts = Facts.of(turn.after.get("findings") or {}).settled(self.knowledge.parents, self.knowledge.exclusions)
        told = sorted(self.knowledge.red_flags & facts.yes)
        left = [i for macro in self.knowledge.policy.unknown_floors for i in self.knowledge.macros[macro]
                if not facts.knows(i)]
        return [f"P7: {level.id} though {', '.join(told or left)} is {'true' if told else 'not known'}"] * bool(
            told or left)

    def _begun_anew(self, turn: Turn) -> bool:
        return any(words in turn.seen.text for words in _STARTED_OVER)
