"""``make capacity``: turns a second through the whole deployment with one, two, ... assistants, and their cost.

The processor's time for a turn says what one core carries. The turns a second of a small machine say less: the people
of the test, nginx and PostgreSQL take their share of it.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.soak import PLANS, metrics
from deploy.here.topology import Topology
from server.launch.training import train_if_needed
from stories.people.crowd import Person, everybody

PORT, PEOPLE, TURNS = 23_500, 300, 3
HEAD = ("| assistants | turns a second | processor's ms a turn (Rasa) | so one core carries, turns a second |\n"
        "|---|---|---|---|")


def measured(assistants: int) -> str:
    """A line of the table."""
    folder = Path(tempfile.mkdtemp(prefix="capacity-"))
    folder.chmod(0o711)
    topology = Topology(folder, PORT, assistants).start()
    try:
        people = [Person(plan) for plan, _ in zip(itertools.cycle(PLANS), range(PEOPLE), strict=False)]
        for turn in range(TURNS):
            if turn == 1:  # the first warms up
                before, began = _spent(topology), time.monotonic()
            asyncio.run(everybody(people, topology.base, turn, {}))
        seconds, turns = time.monotonic() - began, PEOPLE * (TURNS - 1)
        cost = (_spent(topology) - before) / turns
    finally:
        topology.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return f"| {assistants} | {turns / seconds:.0f} | {1000 * cost:.0f} | {1 / cost:.0f} |"


def _spent(topology: Topology) -> float:
    """Seconds of processor that all assistants' Rasa have used so far."""
    return sum(metrics(assistant)["process_cpu_seconds_total"] for assistant in topology.assistants)


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="make capacity", description=__doc__)
    parser.add_argument("--assistants", type=int, nargs="+", default=[1, 2])
    wanted = parser.parse_args()
    train_if_needed()
    print(HEAD, flush=True)
    for assistants in wanted.assistants:
        print(measured(assistants), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
