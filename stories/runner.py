"""Plays stories against a running assistant by its address; :mod:`stories.in_process` plays them here."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx

from stories.outcome import Outcome
from stories.people.http import OnRest, OnWebsite
from stories.people.person import Person
from stories.playing import Play
from stories.stage.remote import Remote
from stories.story import Story


class Runner(ABC):
    """What both ways share."""

    # More at a time only wait for the same processors; fewer would wait for what is slow on purpose.
    AT_ONCE = 4

    def __init__(self) -> None:
        self._client = httpx.Client()

    @abstractmethod
    def play(self, story: Story) -> Outcome:
        """One story."""

    def close(self) -> None:
        """End everything that was started."""
        self._client.close()

    def play_all(self, stories: list[Story]) -> Iterator[Outcome]:
        """All of them, several at a time; the outcomes in the order of the stories."""
        with ThreadPoolExecutor(self.AT_ONCE) as threads:
            yield from threads.map(self.play, stories)

    def person(self, channel: str, base: str) -> Person:
        """Somebody on a channel."""
        return OnWebsite(base, self._client) if channel == "website" else OnRest(base, self._client)


class FromOutside(Runner):
    """Against the assistant at that address. What needs its inside is skipped."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._place = Remote(base)

    def play(self, story: Story) -> Outcome:
        """One story."""
        if inside := story.wants_the_inside:
            return Outcome(story, skipped=inside)
        return Play(story, self._place, lambda channel: self.person(channel, self._place.base)).to_its_end()
