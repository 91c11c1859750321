"""Playing one story: each person does what the story says, and what they then see is compared with it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, Protocol

from stories.expecting import differences
from stories.outcome import Outcome, Played
from stories.people.person import CannotDo, Person, Seen
from stories.story import Story, Turn
from stories.vocabulary import ON_STORED, ON_TIME, TOGETHER, seconds

# No check asks more; the budget is proven elsewhere.
_MOST_QUESTIONS = 20


class Place(Protocol):
    """What a story needs of where it is played."""

    base: str

    def during(self, fault: str | None, conversations: list[str]) -> AbstractContextManager[None]:
        """That fault, for these conversations, while the context lasts."""

    def restart(self) -> None:
        """Restart the assistant."""

    def let_pass(self, seconds: float) -> None:
        """Let time pass."""

    def spoken(self, conversation: str) -> tuple[str, dict[str, Any] | None]:
        """The latest message that Rasa keeps of a conversation, and its ``turn``; empty where that cannot be seen."""

    def why(self, conversation: str, said: str | None) -> list[str]:
        """Why the assistant did what it did last, after that was said; empty where that cannot be seen."""


class Play:
    """One story on one place. ``person`` makes a person on a channel."""

    def __init__(self, story: Story, place: Place, person: Callable[[str], Person]) -> None:
        self._place = place
        self._outcome = Outcome(story)
        self._people = {turn.who: person(story.channel) for turn in story.all_turns()}

    def to_its_end(self) -> Outcome:
        """How it went. It ends at the first turn that is not as expected: what follows would mean little."""
        story, began = self._outcome.story, time.monotonic()
        with self._place.during(story.during, [person.conversation for person in self._people.values()]):
            for turn in story.turns:
                self._play(turn)
                if self._outcome.wrong:
                    break
        self._outcome.seconds = time.monotonic() - began
        return self._outcome

    def _play(self, turn: Turn) -> None:
        if turn.kind == TOGETHER:
            with ThreadPoolExecutor(len(turn.together)) as threads:
                list(threads.map(self._play, turn.together))
        elif turn.kind == ON_STORED:
            self._note(turn, str(turn.value))
            self._place.restart()
            for person in self._people.values():
                person.moved(self._place.base)
        elif turn.kind == ON_TIME:
            self._note(turn, f"let {turn.value} pass")
            self._place.let_pass(seconds(turn.value))
        else:
            with self._place.during(turn.during, [self._people[turn.who].conversation]):
                self._talk(turn)

    def _note(self, turn: Turn, deed: str) -> Played:
        played = Played(turn.who if turn.kind != ON_STORED else "Meanwhile", deed, turn.line)
        self._outcome.turns.append(played)
        return played

    def _talk(self, turn: Turn) -> None:
        """A turn of one person; with "until the end" as many as it takes."""
        person = self._people[turn.who]
        text = turn.value["repeat"] * turn.value["times"] if isinstance(turn.value, dict) else turn.value
        deeds: dict[str, tuple[str, Callable[[], Seen]]] = {
            "user": (f"write: {_short(text)}", lambda: person.say(text)),
            "until the end": (f"answer: {text}", lambda: person.say(text)),
            "press": (f"press [{text}]", lambda: person.press(text)),
            "tick": (f"tick: {'; '.join(text)}", lambda: person.tick(text)),
            "again": ("send the last message again", person.again)}
        said, deed = deeds[turn.kind]
        for _ in range(_MOST_QUESTIONS):
            played = self._note(turn, said)
            try:
                played.seen = self._with_turn(person, deed())
            except CannotDo as error:
                played.wrong.append(str(error))
                break
            if turn.kind != "until the end" or not (played.seen.turn and played.seen.turn["triage"]["asking"]):
                break
        else:
            played.wrong.append("the questions do not end")
        if played.seen and not played.wrong:
            played.wrong += differences(turn.bot or {}, played.seen)
        if played.wrong:
            played.why = self._place.why(person.conversation, text if turn.kind == "user" else None)

    def _with_turn(self, person: Person, seen: Seen) -> Seen:
        """Chat apps show words only; level and rules are then those that Rasa keeps with the same words."""
        if seen.turn:
            return seen
        text, turn = self._place.spoken(person.conversation)
        same = turn and _letters(text)[:80] in _letters(seen.text)
        return Seen(seen.text, seen.buttons, turn if same else None)


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:160]} ... ({len(text)} characters)"
