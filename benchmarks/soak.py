"""``make soak``: an hour of mixed traffic through a whole deployment, with faults, and whether anything grows.

Memory, open files and the time of a turn are noted every few minutes for each assistant; at the end they can be
set against those after warming up. ``--minutes`` is how long (60), ``--a-second`` how many turns are begun (8).
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import re
import shutil
import signal
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from deploy.here.assistant import Assistant
from deploy.here.topology import Topology
from server.launch.settings import ROOT, STATE
from server.launch.training import train_if_needed
from stories.people.crowd import Person, speak

PLANS: list[list[str]] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
OUT = STATE / "soak"
PORT = 23_400


@dataclass
class Sample:
    """How things stood at one moment: megabytes and open files of each assistant's Rasa, seconds of the turns since."""

    minute: float
    memory: list[float]
    files: list[int]
    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    fault: str = ""

    def row(self) -> str:
        """One line of the table."""
        times = sorted(self.seconds) or [0.0]
        memory = " / ".join(f"{mb:.0f}" for mb in self.memory)
        files = " / ".join(map(str, self.files))
        return (f"| {self.minute:.0f} | {len(self.seconds)} | {self.failed} | {1000 * statistics.median(times):.0f} | "
                f"{1000 * times[int(len(times) * 0.95)]:.0f} | {memory} | {files} | {self.fault} |")


HEAD = ("| minute | turns | not answered | median ms | 95 in 100 ms | memory MB | open files | then |\n"
        "|---|---|---|---|---|---|---|---|")


class Soak:
    """One run over ``topology``."""

    def __init__(self, topology: Topology, minutes: float, a_second: float) -> None:
        self._topology, self._minutes, self._a_second = topology, minutes, a_second
        self.samples: list[Sample] = []
        self._begun = time.monotonic()

    async def run(self) -> None:
        """Traffic until the time is over; a fault after each sample."""
        faults = itertools.cycle(self._faults().items())
        talking = asyncio.create_task(self._talk())
        every = self._minutes * 60 / 12
        while not talking.done():
            self.samples.append(self._sample())
            await asyncio.wait({talking}, timeout=every / 2)
            if talking.done():
                break
            self.samples[-1].fault, happen = next(faults)
            await asyncio.to_thread(happen)
            await asyncio.wait({talking}, timeout=every / 2)
            print(self.samples[-1].row(), flush=True)
        await talking
        self.samples.append(self._sample())

    async def _talk(self) -> None:
        turns: set[asyncio.Task[None]] = set()
        conversations = self._conversations()
        while time.monotonic() < self._begun + self._minutes * 60:
            turns.add(asyncio.create_task(self._converse(next(conversations))))
            await asyncio.sleep(random.expovariate(self._a_second) * statistics.mean(map(len, PLANS)))
            turns = {turn for turn in turns if not turn.done()}
        await asyncio.gather(*turns)

    def _conversations(self) -> Iterator[Person]:
        return (Person(list(plan)) for plan in itertools.cycle(PLANS))

    async def _converse(self, person: Person) -> None:
        for number in range(len(person.plan)):
            began = time.monotonic()
            try:
                await speak(person, self._topology.base, number)
            except AssertionError:
                self.samples[-1].failed += 1
                return
            self.samples[-1].seconds.append(time.monotonic() - began)
            await asyncio.sleep(random.uniform(1, 8))

    def _faults(self) -> dict[str, Callable[[], object]]:
        topology = self._topology
        first, second = topology.assistants

        def restart(program: object, how: signal.Signals | None = None) -> None:
            program.stop(how)  # type: ignore[attr-defined]
            program.start()  # type: ignore[attr-defined]

        return {"Redis restarted": lambda: restart(topology.redis),
                "an action server killed": lambda: first.kill("actions"),
                "PostgreSQL crashed": lambda: restart(topology.postgres, signal.SIGQUIT),
                "nothing": lambda: None,
                "an assistant killed": lambda: second.kill("rasa")}

    def _sample(self) -> Sample:
        told = [metrics(assistant) for assistant in self._topology.assistants]
        return Sample((time.monotonic() - self._begun) / 60,
                      [found.get("process_resident_memory_bytes", 0) / 2**20 for found in told],
                      [int(found.get("process_open_fds", 0)) for found in told])


def metrics(assistant: Assistant) -> dict[str, float]:
    """What the assistant says of itself; nothing while it is away."""
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{assistant.port}/metrics", timeout=5) as answer:
        told = re.findall(r"^(process_\w+) (\S+)$", answer.read().decode(), re.MULTILINE)
        return {name: float(value) for name, value in told}
    return {}


def main() -> int:
    """0 when everybody was answered."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--a-second", type=float, default=8)
    wanted = parser.parse_args()
    train_if_needed()
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    folder.chmod(0o711)
    topology = Topology(folder, PORT).start()
    try:
        soak = Soak(topology, wanted.minutes, wanted.a_second)
        print(HEAD, flush=True)
        asyncio.run(soak.run())
    finally:
        topology.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(soak.samples[-1].row())
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "soak.md").write_text("\n".join([HEAD, *(sample.row() for sample in soak.samples)]) + "\n")
    (OUT / "soak.json").write_text(json.dumps([vars(sample) for sample in soak.samples]))
    print(f"Written to {(OUT / 'soak.md').relative_to(ROOT)}.")
    return int(any(sample.failed for sample in soak.samples))


if __name__ == "__main__":
    sys.exit(main())
