"""Every story file in this folder is a test."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from server.launch.training import model_path, train_if_needed
from stories.outcome import transcript
from stories.reading import WrongStory, load

if TYPE_CHECKING:
    from stories.in_process import InProcess

_RUNNER = pytest.StashKey["InProcess"]()


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> pytest.Collector | None:
    """Story files."""
    return StoryFile.from_parent(parent, path=file_path) if file_path.suffix == ".yml" else None


class Parted(Exception):
    """The conversation parted from the story; the message is the transcript."""


class StoryFile(pytest.File):
    """One file, one story."""

    def collect(self) -> Iterator[pytest.Item]:
        yield StoryItem.from_parent(self, name=self.path.stem)


class StoryItem(pytest.Item):
    """Plays the story with everything real, in this process."""

    def runtest(self) -> None:
        outcome = runner(self.config).play(load(self.path))
        if not outcome.ok:
            raise Parted(transcript(outcome))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, (Parted, WrongStory)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"{self.path.parent.name}/{self.path.stem}"


def runner(config: pytest.Config) -> InProcess:
    """The process's one runner; it ends with the tests."""
    if _RUNNER not in config.stash:
        train_if_needed()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what libraries have to say at import is for their makers
            from stories.in_process import InProcess  # only the process that plays stories waits for Rasa
        config.stash[_RUNNER] = InProcess(model_path())
        config.add_cleanup(config.stash[_RUNNER].close)
    return config.stash[_RUNNER]
