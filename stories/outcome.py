"""How a story went."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from stories.expecting import facts_of
from stories.people.person import Seen
from stories.story import Story


@dataclass
class Played:
    """One turn as it was played: who did what (``deed`` as it is told), what came, what was wrong, and why the
    assistant did it."""

    who: str
    deed: str
    line: int
    seen: Seen | None = None
    wrong: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)


@dataclass
class Outcome:
    """A story as it was played; ``skipped`` says why it was not."""

    story: Story
    turns: list[Played] = field(default_factory=list)
    seconds: float = 0.0
    skipped: str | None = None

    @property
    def wrong(self) -> list[str]:
        """Everything that was not as expected."""
        return [wrong for turn in self.turns for wrong in turn.wrong]

    @property
    def ok(self) -> bool:
        """Whether it was played, and everything was as expected."""
        return self.skipped is None and not self.wrong

    def as_dict(self) -> dict[str, Any]:
        """Plain data, one line of ``--stream``."""
        return {"path": self.story.name, "story": self.story.title, "ok": self.ok, "skipped": self.skipped,
                "seconds": round(self.seconds, 3), "wrong": self.wrong, "transcript": transcript(self),
                "turns": [{"said": turn.deed, "text": turn.seen.text, **facts_of(turn.seen)}
                          for turn in self.turns if turn.seen]}


def transcript(outcome: Outcome) -> str:
    """The conversation as it went, up to the turn where it parted from the story, and why."""
    story = outcome.story
    lines = [story.title, f"({story.name}.yml)"]
    for turn in outcome.turns:
        lines += ["", f"  line {turn.line}: {turn.who} {turn.deed}"]
        if turn.seen:
            lines += [f"    | {line}" for line in turn.seen.text.split("\n")]
            lines += [f"    [{'] ['.join(turn.seen.buttons)}]"] if turn.seen.buttons else []
        lines += [f"  ✗ {wrong}" for wrong in turn.wrong]
        lines += ["    Why it did that:", *(f"      {why}" for why in turn.why)] if turn.why else []
    return "\n".join(lines)
