"""Plays conversations on a stage of the stories, and stops at the first broken promise."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from stories.in_process import InProcess
from stories.people.person import CannotDo, Seen
from tests.input.hands import hands_of
from tests.input.move import Move
from tests.input.promises import Turn, Watch

CHANNELS = ("rest", "web", "slack", "telegram")


@dataclass
class Played:
    """A conversation as it went: the moves that were made, each in the words of a story (None where those cannot say
    it), with what came and how many seconds it took. ``wrong`` is what the last one broke."""

    channel: str
    moves: list[Move] = field(default_factory=list)
    deeds: list[dict[str, Any] | None] = field(default_factory=list)
    replies: list[Seen] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def play(place: InProcess, channel: str, moves: Sequence[Move]) -> Played:
    """One conversation of somebody new, to its end or to the first turn that breaks a promise."""
    person = place.person("website" if channel == "web" else channel, place.shared.base)
    hands, watch, played = hands_of(person), Watch(), Played(channel)
    known: dict[str, Any] = {}
    for move in moves:
        played.moves.append(move)
        began = time.monotonic()
        try:
            deed, seen = hands.do(move)
        except CannotDo as error:
            played.wrong = [f"P2: {error}"]
            return played
        took = time.monotonic() - began
        played.deeds.append(deed)
        played.replies.append(seen)
        played.seconds.append(took)
        before, known = known, place.shared.check(person.conversation)
        said, turn = place.shared.spoken(person.conversation)
        own = _letters(said)[:80] not in _letters(seen.text) if said else True
        asking = turn["triage"]["asking"] if turn else []
        played.wrong = watch.broken(Turn(move, seen, took, own, asking, before, known))
        if played.wrong:
            return played
    return played


def shrunk(place: InProcess, played: Played) -> Played:
    """The same fault with as few moves as leaving one out at a time gets to."""
    kinds = _kinds(played)
    for at in reversed(range(len(played.moves) - 1)):
        shorter = play(place, played.channel, played.moves[:at] + played.moves[at + 1:])
        if shorter.wrong and _kinds(shorter) & kinds:
            played = shorter
            if at >= len(played.moves):
                break
    return played


def _kinds(played: Played) -> set[str]:
    """What kind of promises were broken."""
    return {wrong.partition(":")[0] for wrong in played.wrong}


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())
