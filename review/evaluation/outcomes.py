"""The part of the report on outcomes: was each vignette's person told to be seen soon enough, and not too soon?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from review.evaluation.driver import Run
from review.evaluation.measures import Bar, Measure, Middle, Share
from review.evaluation.report import Part
from triage import Knowledge

NO_LEVEL = "no level"


@dataclass(frozen=True)
class Judged:
    """A conversation beside what its vignette expects. Ranks grow with urgency; no level is below every level."""

    run: Run
    knowledge: Knowledge

    @cached_property
    def got(self) -> str | None:
        """The level the conversation ended with."""
        return self.run.last.level if self.run.last and not self.run.trouble else None

    @cached_property
    def exact(self) -> bool:
        """The very level."""
        return self.got == self.run.vignette.level

    @cached_property
    def under(self) -> bool:
        """Less urgent than every acceptable level."""
        return self._rank(self.got) < min(self._acceptable)

    @cached_property
    def over(self) -> bool:
        """More urgent than every acceptable level."""
        return self._rank(self.got) > max(self._acceptable)

    @cached_property
    def within(self) -> bool:
        """Neither less nor more urgent than acceptable."""
        return not self.under and not self.over

    @cached_property
    def emergency(self) -> bool:
        """Nothing but the most urgent level is acceptable."""
        return set(self.run.vignette.acceptable) == {self.knowledge.policy.stop_asking_at.id}

    @cached_property
    def found_at_once(self) -> bool:
        """The first reply already said the most urgent level."""
        return self.run.levels[:1] == (self.knowledge.policy.stop_asking_at.id,)

    @cached_property
    def went_down(self) -> bool:
        """Some reply was less urgent than the one before it."""
        ranks = [self._rank(level) for level in self.run.levels]
        return any(later < earlier for earlier, later in pairwise(ranks))

    @cached_property
    def no_check(self) -> bool:
        """The first message was not taken up: no level, and nothing asked."""
        return self.got is None and len(self.run.turns) == 1 and not self.run.trouble

    @cached_property
    def movement(self) -> str | None:
        """The movement type named last."""
        return next((turn.movement for turn in reversed(self.run.turns) if turn.movement), None)

    @cached_property
    def movement_expected(self) -> bool:
        """A type is stated and could be told: an emergency may cut the check short before it is."""
        cut_short = self.got == self.knowledge.policy.stop_asking_at.id and self.movement is None
        return self.run.vignette.movement is not None and not cut_short

    @cached_property
    def movement_right(self) -> bool:
        """The stated type."""
        return self.movement == self.run.vignette.movement

    @cached_property
    def asked_again(self) -> int:
        """How often a question was put again because the answer was not understood."""
        return sum(turn.again for turn in self.run.turns)

    @property
    def deciding(self) -> tuple[str, ...]:
        """The first rules of the last reply; those that set the level stand first."""
        return self.run.last.rules[:2] if self.run.last else ()

    @property
    def _acceptable(self) -> list[int]:
        return [self._rank(level) for level in self.run.vignette.acceptable]

    def _rank(self, level: str | None) -> int:
        return self.knowledge.levels[level].rank if level else -1


def part(runs: Sequence[Run], knowledge: Knowledge, held_to: dict[str, Any]) -> Part:
    """The table, the confusion matrix, and every miss with its conversation in short; ``held_to`` is ``bars.yml``."""
    judged = [Judged(run, knowledge) for run in runs]
    misses = [j for j in judged if not j.within]
    details = ["Levels: expected down, got across", *_matrix(judged, knowledge), "",
               f"Outside the acceptable range: {len(misses) or 'none'}",
               *(line for j in misses for line in _in_short(j))]
    for title, some in (("Acceptable but not exact", [j for j in judged if j.within and not j.exact]),
                        ("Another movement type", [j for j in judged if j.movement_expected and not j.movement_right]),
                        ("A level went down", [j for j in judged if j.went_down])):
        details += ["", f"{title}: {len(some) or 'none'}", *map(_in_a_line, some)]
    return Part(name="outcomes", title=f"Outcomes of {len(judged)} vignettes", details=details,
                measures=_measures(judged, held_to["groups"]), bars=[Bar(**bar) for bar in held_to["outcomes"]],
                data={"vignettes": [_as_data(j) for j in judged]})


def _measures(judged: list[Judged], groups: list[dict[str, Any]]) -> dict[str, Measure]:
    def share(attribute: str, some: Sequence[Judged] = judged) -> Share:
        return Share(sum(getattr(j, attribute) for j in some), len(some))

    emergencies = [j for j in judged if j.emergency]
    # Who got no result was not served quickly.
    served = [j for j in judged if j.got]
    measures: dict[str, Measure] = {
        "exact": share("exact"), "within the acceptable range": share("within"),
        "under-triaged": share("under"), "over-triaged": share("over"),
        "emergencies found": share("exact", emergencies),
        "emergencies found in the first reply": share("found_at_once", emergencies),
        "movement type right": share("movement_right", [j for j in judged if j.movement_expected]),
        "level went down on the way": share("went_down"),
        "first message began no check": share("no_check"),
        "questions put again": Share(sum(j.asked_again for j in judged), sum(len(j.run.turns) for j in judged)),
        "turns to a result": Middle([len(j.run.turns) for j in served])}
    for group in groups:
        measures[f"turns to a result, {group['group']}"] = Middle([
            len(j.run.turns) for j in served
            if set(j.run.vignette.yes) & set(group["any"]) and j.run.vignette.level in group["level"]])
    return measures


def _matrix(judged: list[Judged], knowledge: Knowledge) -> list[str]:
    """Counts of expected against got, most urgent first."""
    levels = [i for i, level in knowledge.levels.items() if level.rank]
    counts = Counter((j.run.vignette.level, j.got or NO_LEVEL) for j in judged)
    names = [*levels, NO_LEVEL]
    wide = max(map(len, names))
    lines = [" " * wide + "".join(f"  {name}" for name in names)]
    lines += [f"{row:<{wide}}" + "".join(f"  {counts[row, column] or '.':>{len(column)}}" for column in names)
              for row in levels]
    return lines


def _in_a_line(judged: Judged) -> str:
    run = judged.run
    movement = f"; movement {judged.movement or '-'}, expected {run.vignette.movement}" if run.vignette.movement else ""
    return (f"- {run.vignette.title}: expected {' or '.join(run.vignette.acceptable)}, got {judged.got or NO_LEVEL}"
            f" ({', '.join(judged.deciding) or '-'}){movement}")


def _in_short(judged: Judged) -> list[str]:
    run, last = judged.run, judged.run.last
    expected = " or ".join(run.vignette.acceptable)
    lines = ["", f"- {run.vignette.title} ({run.vignette.file})", f"  says: {run.vignette.says}",
             f"  expected {expected}, got {judged.got or NO_LEVEL}; turns: {len(run.turns)}",
             f"  rules: {', '.join(last.rules) if last and last.rules else '-'}"]
    if run.vignette.movement:
        lines.append(f"  movement: expected {run.vignette.movement}, got {judged.movement or '-'}")
    if len(run.turns) > 1:
        lines.append("  answers: " + " | ".join(turn.said for turn in run.turns[1:]))
    missed = _never_asked(run)
    if judged.no_check:
        lines.append(f"  began no check; the reply: {' '.join(run.turns[0].text.split())[:150]}")
    elif missed:
        lines.append(f"  true but not asked (told at first, or missed): {', '.join(missed)}")
    if run.trouble:
        lines.append(f"  broken off: {run.trouble}")
    return lines


def _never_asked(run: Run) -> list[str]:
    """What is true of the person and no question was about; it counts only if the first message told it."""
    asked = {finding for turn in run.turns for finding in turn.asking}
    return [finding for finding in run.vignette.yes if finding not in asked]


def _as_data(judged: Judged) -> dict[str, Any]:
    run, last = judged.run, judged.run.last
    verdict = "under" if judged.under else "over" if judged.over else "exact" if judged.exact else "within"
    return {
        "vignette": run.vignette.title, "file": run.vignette.file, "expected": run.vignette.level,
        "also_fine": list(run.vignette.also_fine), "got": judged.got, "verdict": verdict,
        "first_level": run.levels[0] if run.levels else None, "rules": list(last.rules) if last else [],
        "expected_movement": run.vignette.movement, "movement": judged.movement, "turns": len(run.turns),
        "went_down": judged.went_down, "trouble": run.trouble,
        "transcript": [{"said": t.said, "text": t.text, "level": t.level, "asking": list(t.asking)}
                       for t in run.turns]}
