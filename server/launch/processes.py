"""The two server processes: started, watched until they answer, and stopped together."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from server.launch import settings

# Answers under way may take as long in each of two channels (server/channels/messenger/queue.py).
_PATIENCE_S = 40


class PortTaken(RuntimeError):
    """Something else already listens on a port we need."""


class StartFailed(RuntimeError):
    """A server ended, or did not answer, before it was ready."""


def check_port(port: int, variable: str) -> None:
    """Raise :class:`PortTaken` with a way out when a port is in use."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host(), port))
        except OSError:
            raise PortTaken(f"Port {port} is already in use. Stop what uses it, or choose another one: "
                            f"{variable}={port + 1} make run") from None


@dataclass
class Server:
    """One child process with its log file."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @classmethod
    def start(cls, name: str, command: list[str]) -> Server:
        """Start with output going to a log file in the state folder."""
        environment = settings.environment()
        log = settings.STATE / f"{name}.log"
        # Appended, so that what a server said before it died is still there after it was started again.
        with log.open("ab") if settings.logs_in_files() else nullcontext() as out:
            # A group of its own, so that Ctrl-C reaches us first and we stop both in order.
            process = subprocess.Popen([sys.executable, "-m", *command], cwd=settings.ROOT, env=environment,
                                       stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
        return cls(name, process, log)

    def wait_until_ready(self, url: str, seconds: float) -> None:
        """Return once ``url`` answers 200. Raises :class:`StartFailed` with the end of the log."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise StartFailed(f"The {self.name} stopped at once:\n{self.tail()}")
            try:
                with urllib.request.urlopen(url, timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise StartFailed(f"The {self.name} did not answer within {seconds:.0f} s:\n{self.tail()}")

    def tail(self) -> str:
        """The last lines of the log."""
        if not settings.logs_in_files():
            return "(they are above)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def stop(self) -> None:
        """Ask it to end, and insist after a while: it finishes what it has begun to answer."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(_PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def start_actions() -> Server:
    """The action server."""
    return Server.start("action server", ["rasa_sdk", "--actions", "actions.triage_action",
                                          "--port", str(settings.actions_port())])


def start_assistant(model: Path) -> Server:
    """Rasa with the given model."""
    return Server.start("assistant", ["server.launch.rasa_server", "run", "--model", str(model),
                                      "--interface", settings.host(), "--port", str(settings.port()),
                                      "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"])
