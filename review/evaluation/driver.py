"""Lets a vignette's person talk to a running assistant over HTTP, and keeps what was said."""

from __future__ import annotations

import secrets
import urllib.error
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from review.evaluation.person import Person
from review.evaluation.vignettes import Vignette
from server.launch import chat
from triage import Knowledge

# Nobody answers longer than this; a check that is still asking then has gone wrong.
MOST_TURNS = 30
# Conversations held at once.
AT_ONCE = 4


@dataclass(frozen=True)
class Turn:
    """What was typed and what came back; ``again`` when the question was not understood to be answered."""

    said: str
    text: str
    level: str | None
    final: bool
    rules: tuple[str, ...]
    asking: tuple[str, ...]
    movement: str | None
    again: bool = False


@dataclass(frozen=True)
class Run:
    """One whole conversation; ``trouble`` tells what broke it off, if anything did."""

    vignette: Vignette
    turns: tuple[Turn, ...]
    trouble: str = ""

    @property
    def levels(self) -> tuple[str | None, ...]:
        """The level of each reply."""
        return tuple(turn.level for turn in self.turns)

    @property
    def last(self) -> Turn | None:
        """The turn that holds the result."""
        return self.turns[-1] if self.turns else None


def play_all(base: str, vignettes: Iterable[Vignette], knowledge: Knowledge) -> list[Run]:
    """Every vignette, a few at once, in their order. Raises :class:`urllib.error.URLError` when nobody is there."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda vignette: play(base, vignette, knowledge), vignettes))


def play(base: str, vignette: Vignette, knowledge: Knowledge) -> Run:
    """One conversation, until the check has ended or nothing is asked any more."""
    person, conversation = Person(vignette, knowledge), secrets.token_urlsafe(24)
    turns: list[Turn] = []
    said: str | None = vignette.says
    while said is not None:
        if len(turns) == MOST_TURNS:
            return Run(vignette, tuple(turns), f"still being asked after {MOST_TURNS} messages")
        try:
            replies = chat.send(base, conversation, said)
        except (urllib.error.HTTPError, TimeoutError) as error:
            return Run(vignette, tuple(turns), f"no reply to {said!r}: {error}")
        if len(replies) != 1:
            return Run(vignette, tuple(turns), f"{len(replies)} replies to {said!r}")
        turns.append(_turn(said, replies[0], turns))
        said = _next(person, turns[-1], replies[0], knowledge)
    return Run(vignette, tuple(turns))


def _turn(said: str, reply: dict[str, Any], before: list[Turn]) -> Turn:
    triage = reply["triage"]
    asking = tuple(triage["asking"])
    return Turn(said, reply["text"], triage["level"], triage["final"], tuple(triage["rules"]), asking,
                triage["movement"], again=bool(before and asking and asking == before[-1].asking))


def _next(person: Person, turn: Turn, reply: dict[str, Any], knowledge: Knowledge) -> str | None:
    """What to type now; None when there is nothing to answer. Who was only given facts, and is offered a check, takes
    it: these people came because of how they are."""
    offered = [b["title"] for b in reply.get("buttons", ()) if b["payload"] == "/start_check"]
    if offered and not turn.final and not turn.asking and not turn.level and turn.said != offered[0]:
        return offered[0]
    if turn.final or not (turn.asking or _wants_yes_or_no(reply, knowledge)):
        return None
    return person.answer(turn.asking, plainly=turn.again)


def _wants_yes_or_no(reply: dict[str, Any], knowledge: Knowledge) -> bool:
    """A question that names no finding, such as one that has something confirmed, shows by its buttons."""
    wording: Any = knowledge.language["wording"]
    titles = {button["title"] for button in reply.get("buttons", ())}
    return {wording["button_yes"], wording["button_no"]} <= titles
