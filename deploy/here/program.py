"""A program of Debian's, started for as long as it is needed."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

_PATIENCE_S = 30


class Missing(RuntimeError):
    """A program is not installed; the message says which package has it."""


class DidNotStart(RuntimeError):
    """A program ended, or did not answer; the message holds its last words."""


def found(name: str, package: str, *folders: str) -> str:
    """The path of a program. Raises :class:`Missing`."""
    path = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", *folders]))
    if path is None:
        raise Missing(f"{name} was not found. Install it, for example: sudo apt install {package}")
    return path


class Program(ABC):
    """One process with its folder and its log; subclasses say what to run and when it is ready."""

    name = "program"
    # How it is asked to end in good order.
    ends_with = signal.SIGTERM

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """What to run."""

    def environment(self) -> Mapping[str, str]:
        """What is set on top of the present environment."""
        return {}

    def is_ready(self) -> bool:
        """Whether it answers."""
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def start(self, *, wait: bool = True) -> None:
        """Return once it answers, or at once. Raises :class:`DidNotStart`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self.command(), stdout=log, stderr=subprocess.STDOUT, cwd=self.folder,
                                             env={**os.environ, **self.environment()}, start_new_session=True)
        if wait:
            self.wait()

    def wait(self, seconds: float = _PATIENCE_S) -> None:
        """Return once it answers. Raises :class:`DidNotStart`."""
        end = time.monotonic() + seconds
        while not self.is_ready():
            if time.monotonic() > end or not self.runs:
                raise DidNotStart(f"{self.name} did not start:\n{self.log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)

    def stop(self, how: signal.Signals | None = None) -> None:
        """Ask it to end, and wait until it has."""
        if self._process and self.runs:
            self._process.send_signal(how or self.ends_with)
            try:
                self._process.wait(90)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    @property
    def runs(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> Path:
        """Where it writes."""
        return self.folder / f"{self.name}.log"


def as_user(name: str, folder: Path) -> list[str]:
    """What to put before a command so that it runs as that user, who then owns the folder: some programs refuse to run
    as root. Nothing when we are not root ourselves."""
    if os.getuid() != 0:
        return []
    user = pwd.getpwnam(name)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid)
    return [found("setpriv", "util-linux"), f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]
