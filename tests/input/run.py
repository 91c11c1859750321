"""Many turns of generated conversations on one channel, and how it went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ruamel.yaml.error import YAMLError

from stories.in_process import InProcess
from stories.writing import as_yaml
from tests.input.grammar import Grammar
from tests.input.log import listening
from tests.input.move import SAY
from tests.input.playing import Played, play, shrunk


@dataclass
class Summary:
    """``failures`` are shortened to what it takes to see them again; ``slowest`` is in seconds."""

    channel: str
    seed: int
    turns: int = 0
    conversations: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    failures: list[Played] = field(default_factory=list)

    def __str__(self) -> str:
        return (f"{self.channel}: {self.turns} turns in {self.conversations} conversations (seed {self.seed}), "
                f"{self.seconds:.0f} s, {1000 * self.seconds / max(1, self.turns):.0f} ms a turn, the slowest "
                f"{self.slowest:.2f} s; {len(self.failures)} conversations broke a promise")


def run(place: InProcess, channel: str, turns: int, seed: int,
        told: Callable[[Summary], None] = lambda summary: None) -> Summary:
    """Play at least that many turns; ``told`` is called after every hundred conversations, and after one that broke a
    promise. The same seed makes the same ones."""
    grammar, summary = Grammar(f"{channel} {seed}"), Summary(channel, seed)
    while summary.turns < turns:
        moves = grammar.conversation()
        with listening() as log:
            played = play(place, channel, moves)
        leaks = log.tells(move.text for move in played.moves)
        if played.wrong:
            played = shrunk(place, played)
        elif leaks:
            played.wrong = [f"P9: the log holds {leaks[0]!a}"]
        summary.conversations += 1
        summary.turns += len(played.replies)
        summary.seconds += sum(played.seconds)
        summary.slowest = max([summary.slowest, *played.seconds])
        summary.failures += [played] if played.wrong else []
        if played.wrong or summary.conversations % 100 == 0:
            told(summary)
    return summary


def retold(played: Played) -> str:
    """What was broken, the last reply, and the conversation: as a story where stories can say all of it."""
    lines = [f"✗ {played.channel}: {'; '.join(played.wrong)}"]
    lines += [f"  | {line}" for line in (played.replies[-1].text.split("\n") if played.replies else ())]
    deeds = list(played.deeds)
    if len(deeds) < len(played.moves):  # the last one brought no proper answer
        deeds.append({"user": played.moves[-1].text} if played.moves[-1].kind == SAY else None)
    try:
        if None not in deeds:
            channel = "website" if played.channel == "web" else played.channel
            return "\n".join([*lines, as_yaml("What went wrong", [deed for deed in deeds if deed], channel)])
    except (UnicodeError, YAMLError):
        pass  # half a character cannot stand in a file
    return "\n".join([*lines, *(f"  - {deed or move!a}" for deed, move in zip(deeds, played.moves, strict=True))])
