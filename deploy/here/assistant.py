"""One assistant: Rasa and its action server, as ``make run`` starts them; both are started again when they end."""

from __future__ import annotations

import json
import os
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from deploy.here.program import Program
from server.launch.settings import ROOT

_LOADING_S = 240


class Assistant(Program):
    """Number ``number`` with those settings; its actions listen one port above it, on this machine only."""

    def __init__(self, folder: Path, port: int, settings: Mapping[str, str]) -> None:
        super().__init__(folder, port)
        self.name, self.settings = folder.name, dict(settings)

    def command(self) -> list[str]:
        """The launcher, which sees to both processes."""
        return [sys.executable, "-m", "server.launch"]

    def environment(self) -> Mapping[str, str]:
        """Its ports and places."""
        return {"PYTHONPATH": str(ROOT), "HOST": "127.0.0.1", "PORT": str(self.port),
                "ACTIONS_PORT": str(self.port + 1), "STATE_FOLDER": str(self.folder), **self.settings}

    def is_ready(self) -> bool:
        """Whether all its parts work."""
        return bool(self.state().get("ready"))

    def wait(self, seconds: float = _LOADING_S) -> None:
        """Return once all its parts work. Raises :class:`~deploy.here.program.DidNotStart`."""
        super().wait(seconds)

    def state(self) -> dict[str, Any]:
        """What ``/ready`` says; empty when it does not answer."""
        with suppress(OSError, ValueError):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ready", timeout=5) as answer:
                    return dict(json.load(answer))
            except urllib.error.HTTPError as error:
                return dict(json.load(error))
        return {}

    def kill(self, part: str) -> int:
        """End its Rasa ("rasa") or its action server ("actions") as a crash would; the number of that process."""
        wanted = {"rasa": "server.launch.rasa_server", "actions": "rasa_sdk"}[part]
        port = str(self.port if part == "rasa" else self.port + 1)
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                arguments = (process / "cmdline").read_bytes().decode().split("\0")
                if wanted in arguments and port in arguments:
                    os.kill(int(process.name), signal.SIGKILL)
                    return int(process.name)
        raise RuntimeError(f"{self.name} has no {part}")
