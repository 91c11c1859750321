"""Plays stories in this process, with everything real and the model loaded once."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

from stories.outcome import Outcome
from stories.people.messengers import OnSlack, OnTelegram
from stories.people.person import Person
from stories.platforms.both import Platforms
from stories.playing import Play
from stories.runner import Runner
from stories.stage.model import Model
from stories.stage.stage import Stage
from stories.story import Story


class InProcess(Runner):
    """With the ``model`` in that file. ``shared`` is the stage of all who break nothing. Stages and platforms end with
    :meth:`close`."""

    def __init__(self, model: Path) -> None:
        super().__init__()
        self.model = Model(model)
        with ExitStack() as opening:
            self._platforms = opening.enter_context(Platforms().up())
            self.shared = self.stage(opening)
            self._open = opening.pop_all()

    def close(self) -> None:
        """End everything that was started."""
        self._open.close()
        super().close()

    def play(self, story: Story) -> Outcome:
        """One story, on a stage of its own if others would feel what it does."""
        with ExitStack() as own:
            stage = self.stage(own) if story.wants_a_stage_of_its_own else self.shared
            return Play(story, stage, lambda channel: self.person(channel, stage.base)).to_its_end()

    def person(self, channel: str, base: str) -> Person:
        """Somebody on a channel."""
        if channel == "slack":
            return OnSlack(base, self._platforms.slack)
        if channel == "telegram":
            return OnTelegram(base, self._platforms.telegram)
        return super().person(channel, base)

    def stage(self, ends_with: ExitStack) -> Stage:
        """A stage that nobody else feels; it ends with that."""
        folder = Path(ends_with.enter_context(tempfile.TemporaryDirectory()))
        stage = Stage(self.model, folder, self._platforms.settings()).open()
        ends_with.callback(stage.close)
        return stage
