"""Playing stories in a process of its own (``python -m stories --stream``), followed line by line.

One run at a time; with two models the stories are played with one after the other. The latest few runs are kept.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from server.channels.request import BadRequest
from server.launch.settings import CHANNELS, ROOT
from stories.lab.comparing import changed

# A line holds a whole conversation and why it went so.
_LONGEST_LINE = 8 * 1024 * 1024
# A story under way is brought to its end.
_PATIENCE_S = 20.0
# The assistant goes first: people may be waiting for it.
_COMMAND = ("nice", "-n", "5", sys.executable, "-m", "stories", "--stream")

State = Literal["starting", "running", "done", "stopped", "failed"]


@dataclass
class Playing:
    """The stories with one model: how many there are, and how those went that have been played."""

    model: Path
    of: int = 0
    results: list[dict[str, Any]] = field(default_factory=list)


class Run:
    """One run: of the stories named in ``only`` (all if None), with ``model``; to be compared with how they go with
    ``against``, which are then played second."""

    def __init__(self, only: list[str] | None, model: Path, against: Path | None, command: Sequence[str]) -> None:
        self.id = secrets.token_urlsafe(12)
        self.state: State = "starting"
        self._only, self._command, self._error = only, command, ""
        self._playing = [Playing(path) for path in (model, against) if path]
        self._process: Process | None = None
        self._task = asyncio.create_task(self._play_all())

    @property
    def going(self) -> bool:
        """Whether it has not come to its end."""
        return not self._task.done()

    async def stop(self) -> None:
        """End it; what has been played is kept."""
        if not self.going:
            return
        self.state = "stopped"
        if self._process and self._process.returncode is None:
            self._process.terminate()
        done, _ = await asyncio.wait({self._task}, timeout=_PATIENCE_S)
        if not done:
            if self._process and self._process.returncode is None:
                self._process.kill()
            await asyncio.wait({self._task})

    def as_dict(self, since: int = 0) -> dict[str, Any]:
        """How it stands; of the results with its model those from number ``since`` on."""
        now, *before = self._playing
        return {"state": self.state, "error": self._error or None, "model": now.model.name,
                "against": before[0].model.name if before else None,
                "played": sum(len(one.results) for one in self._playing),
                "of": sum(one.of or now.of for one in self._playing), "results": now.results[since:],
                "changed": changed(before[0].results, now.results) if before else []}

    async def _play_all(self) -> None:
        try:
            for playing in self._playing:
                if self.state not in ("stopped", "failed"):
                    await self._play(playing)
        except OSError as error:
            self._fail(f"the stories could not be started ({type(error).__name__})")
        if self.state not in ("stopped", "failed"):
            self.state = "done"

    async def _play(self, playing: Playing) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in CHANNELS}
        self._process = process = await asyncio.create_subprocess_exec(
            *self._command, "--model", str(playing.model), *(self._only or ()), cwd=ROOT, env=environment,
            stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, limit=_LONGEST_LINE)
        if self.state == "stopped":  # meanwhile
            process.terminate()
        assert process.stdout
        finished = False
        async for line in process.stdout:
            told = _told(line)
            finished = finished or "done" in told
            playing.of = told.get("of", playing.of)
            if "error" in told:
                self._fail(told["error"])
            if "path" in told:
                playing.results.append(told)
                self.state = "running" if self.state == "starting" else self.state
        code = await process.wait()
        if not finished:
            self._fail(f"the stories ended before their end (exit code {code})")

    def _fail(self, error: str) -> None:
        """The first error is the one that matters; what is stopped does not fail."""
        if self.state not in ("stopped", "failed"):
            self.state, self._error = "failed", error


class Runs:
    """The latest runs. ``command`` is what plays the stories."""

    KEPT = 4

    def __init__(self, command: Sequence[str] = _COMMAND) -> None:
        self._runs: list[Run] = []
        self._command = command

    def start(self, only: list[str] | None, model: Path, against: Path | None) -> Run:
        """A new run. Raises :class:`BadRequest` while another one goes on."""
        if any(run.going for run in self._runs):
            raise BadRequest("stories are being played already; wait for their end, or stop them", 409)
        self._runs = [*self._runs[1 - self.KEPT:], Run(only, model, against, self._command)]
        return self._runs[-1]

    def latest(self) -> list[Run]:
        """Those that are kept, the latest first."""
        return self._runs[::-1]

    def run(self, one: str) -> Run:
        """The run of that id. Raises :class:`BadRequest`."""
        found = next((run for run in self._runs if run.id == one), None)
        if found is None:
            raise BadRequest("there is no such run, or it was long ago", 404)
        return found

    async def stop(self) -> None:
        """End what is going on."""
        await asyncio.gather(*(run.stop() for run in self._runs))


def _told(line: bytes) -> dict[str, Any]:
    """What a line says; nothing where a library has printed something of its own."""
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
