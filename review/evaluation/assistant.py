"""An assistant of one's own: started as ``make run`` starts it, on free ports, with its own state folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TypeVar

from server.launch.settings import CHANNELS, ROOT
from server.launch.shell import free_port

_Own = TypeVar("_Own", bound="Assistant")


class NotReady(RuntimeError):
    """It ended or did not answer while starting; the message holds its last words."""


class Assistant:
    """Both servers as one process to start and stop; ``environment`` is set on top of the present one."""

    # Loading takes some twenty seconds, and training first about a minute more.
    PATIENCE = 400

    def __init__(self, state: Path, **environment: str) -> None:
        self.port, self.actions_port, self.state = free_port(), free_port(), state
        self.environment = environment
        self.base = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self: _Own) -> _Own:
        """Return once it answers. Raises :class:`NotReady`."""
        environment = {**os.environ, "PORT": str(self.port), "ACTIONS_PORT": str(self.actions_port),
                       "HOST": "127.0.0.1", "STATE_FOLDER": str(self.state),
                       **dict.fromkeys(CHANNELS, ""), **self.environment}
        with (self.state / "launch.log").open("wb") as out:
            self.process = subprocess.Popen([sys.executable, "-m", "server.launch"], cwd=ROOT, env=environment,
                                            stdout=out, stderr=subprocess.STDOUT)
        end = time.monotonic() + self.PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise NotReady(f"The assistant ended while starting:\n{self._last_words()}")
            if self._answers():
                return self
            time.sleep(0.3)
        self.stop()
        raise NotReady(f"The assistant did not become ready:\n{self._last_words()}")

    def stop(self) -> None:
        """Ask this very process to end; it stops its servers in order."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(100)

    def log(self) -> str:
        """Everything its processes wrote."""
        return "".join(f.read_text(errors="replace") for f in self.state.glob("*.log"))

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.base}/webhooks/rest/", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _last_words(self) -> str:
        return "\n".join((self.state / "launch.log").read_text(errors="replace").splitlines()[-15:])
