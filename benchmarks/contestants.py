"""Who is measured: this assistant, Rasa's starter pipeline on the same data, and the floor."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.rivals.project import write_floor, write_starter
from benchmarks.talking import messages, somebody
from server.launch.settings import ROOT, environment
from server.launch.shell import free_port
from server.launch.training import train_if_needed, training_command

OURS, STARTER, FLOOR = "ours", "starter", "floor"
_PATIENCE_S = 300


class DidNotStart(RuntimeError):
    """A contestant ended, or did not answer in time; the message holds the end of its log."""


@dataclass
class Contestant:
    """One of the three; ``training_s`` is None where its model was there already. It answers messages under ``url``
    while it runs."""

    name: str
    title: str
    folder: Path
    command: list[str]
    training_s: float | None = None
    base: str = ""
    url: str = ""
    _process: subprocess.Popen[bytes] | None = None

    @contextmanager
    def running(self) -> Iterator[float]:
        """Run it meanwhile; gives the seconds until it first answered."""
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        self.url = f"{self.base}/webhooks/rest/webhook"
        state = self.folder / "state"
        state.mkdir(parents=True, exist_ok=True)
        settings = {"PORT": str(port), "ACTIONS_PORT": str(free_port()), "STATE_FOLDER": str(state),
                    "CONVERSATIONS_URL": "", "LAB_PASSWORD": "",
                    "MESSAGES_PER_MINUTE": "1000000", "MESSAGES_PER_DAY": "1000000"}
        begun = time.monotonic()
        with (self.folder / "log.txt").open("wb") as log:
            self._process = process = subprocess.Popen([part.replace("{port}", str(port)) for part in self.command],
                                                       cwd=ROOT if self.name == OURS else self.folder, stdout=log,
                                                       stderr=subprocess.STDOUT, env={**environment(), **settings},
                                                       start_new_session=True)
        try:
            self._wait(process, begun + _PATIENCE_S)
            yield time.monotonic() - begun
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)

    def _wait(self, process: subprocess.Popen[bytes], end: float) -> None:
        body = json.dumps({"sender": somebody(), "message": messages().facts[0]}).encode()
        request = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})
        while process.poll() is None and time.monotonic() < end:
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    if answer.read() != b"[]":  # which is what Rasa says while it has no model
                        return
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.05)
        raise DidNotStart(f"{self.title}:\n" + (self.folder / "log.txt").read_text(errors="replace")[-2000:])

    def memory_mb(self) -> float:
        """What its processes hold in memory, shared pages by their share (PSS), in MB."""
        assert self._process, "it is not running"
        return sum(_pss_kb(pid) for pid in _family(self._process.pid)) / 1024


def contestants(folder: Path, *, starter: tuple[int, int] | None, train_ours: bool) -> dict[str, Contestant]:
    """All of them, trained; models of an earlier run in the same folder are used again. ``starter`` is for how many
    epochs it learns and every which phrase it is taught; None leaves it out."""
    rasa = [sys.executable, "-m", "rasa", "run", "--model", "model.tar.gz", "--port", "{port}",
            "--interface", "127.0.0.1", "--credentials", "credentials.yml", "--endpoints", "endpoints.yml"]
    ours = Contestant(OURS, "this assistant", folder / OURS, [sys.executable, "-m", "server.launch"])
    ours.folder.mkdir(parents=True, exist_ok=True)
    train_if_needed()
    if train_ours:
        ours.training_s = _trained(training_command(ours.folder, "model"), ROOT, ours.folder)
    rivals = []
    if starter:
        epochs, every = starter
        rivals.append(Contestant(STARTER, f"Rasa's starter pipeline ({epochs} of 100 epochs)",
                                 folder / f"{STARTER}-{epochs}-{every}", rasa))
        write_starter(rivals[0].folder, epochs, every)
    rivals.append(Contestant(FLOOR, "the floor: keywords and one rule", folder / FLOOR, rasa))
    write_floor(rivals[-1].folder)
    for rival in rivals:
        took = rival.folder / "training_s.txt"
        if not (rival.folder / "model.tar.gz").exists():
            took.write_text(str(_trained(
                [sys.executable, "-m", "rasa", "train", "--domain", "domain.yml", "--data", "data.yml", "--config",
                 "config.yml", "--out", ".", "--fixed-model-name", "model"], rival.folder, rival.folder)))
        rival.training_s = float(took.read_text())
    return {one.name: one for one in (ours, *rivals)}


def _trained(command: list[str], where: Path, folder: Path) -> float:
    """Seconds, with nothing taken from Rasa's cache of an earlier training."""
    begun = time.monotonic()
    done = subprocess.run(command, cwd=where, capture_output=True, text=True,
                          env={**environment(), "RASA_CACHE_DIRECTORY": str(folder / f"cache-{os.getpid()}")})
    if done.returncode:
        raise DidNotStart(f"training in {folder.name} failed:\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}")
    return time.monotonic() - begun


def _family(pid: int) -> list[int]:
    """A process and all that it has started."""
    children = (Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return [pid, *(one for child in children for one in _family(int(child)))]


def _pss_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
