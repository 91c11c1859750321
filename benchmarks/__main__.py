"""``make benchmark``: this assistant beside Rasa's starter pipeline and the floor, in one run.

Prints a table of ratios and writes it, the figures and a plot. Nothing here passes or fails: machines are noisy.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from benchmarks.contestants import FLOOR, OURS, Contestant, DidNotStart, contestants
from benchmarks.figures import Figures, installed_mb
from benchmarks.measures import crowds, turns
from benchmarks.measures.where import where
from benchmarks.plot import draw
from benchmarks.table import as_text
from server.launch.settings import STATE
from server.launch.training import TrainingFailed


@dataclass(frozen=True)
class Size:
    """How much is done: rounds of each kind of turn, long conversations and their length, turns of each crowd, turns
    before memory is looked at again, starts besides the one that everything else needs, and the starter's training
    (epochs, and every which phrase; None leaves it out)."""

    rounds: int
    long_rounds: int
    longest: int
    crowd: int
    many: int
    starts: int
    starter: tuple[int, int] | None
    train_ours: bool


WHOLE = Size(rounds=160, long_rounds=3, longest=200, crowd=300, many=10_000, starts=2, starter=(1, 1), train_ours=True)
SHORT = Size(rounds=16, long_rounds=1, longest=20, crowd=40, many=100, starts=0, starter=None, train_ours=False)


def main() -> int:
    """Command line; 1 when a contestant did not start."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a few minutes, without the starter pipeline")
    parser.add_argument("--out", type=Path, default=STATE / "benchmark", help="folder for models, table and plot")
    options = parser.parse_args()
    size = SHORT if options.short else WHOLE
    try:
        figures = measured(size, options.out.absolute())
    except (DidNotStart, TrainingFailed) as error:
        print(error)
        return 1
    text = as_text(figures)
    figures.write(options.out)
    (options.out / "table.md").write_text(text, encoding="utf-8")
    draw(figures, options.out / "speed.svg")
    print(f"\n{text}\nWritten: {options.out}/table.md, figures.json, speed.svg")
    return 0


def measured(size: Size, out: Path) -> Figures:
    """All figures. Raises :class:`DidNotStart`, or :class:`TrainingFailed` where ours cannot be trained."""
    _say("Training what has not been trained ...")
    all_of_them = contestants(out, starter=size.starter, train_ours=size.train_ours)
    figures = Figures(titles={name: one.title for name, one in all_of_them.items()}, installed_mb=installed_mb(),
                      training_s={name: one.training_s for name, one in all_of_them.items()})
    figures.start_s = _starts(all_of_them, size.starts)
    with ExitStack() as running:
        for name, one in all_of_them.items():
            _say(f"Start: {one.title} ...")
            figures.start_s[name].append(running.enter_context(one.running()))
        asyncio.run(_talked(all_of_them, size, figures))
    _say("Where the time of a message goes ...")
    figures.where = where(size.rounds)
    return figures


def _starts(all_of_them: Mapping[str, Contestant], times: int) -> dict[str, list[float]]:
    """Seconds from the command to the first answer, with nothing to train; one after the other, in turns."""
    found: dict[str, list[float]] = {name: [] for name in all_of_them}
    for number in range(times):
        for name, one in all_of_them.items():
            _say(f"Start {number + 1} of {times}: {one.title} ...")
            with one.running() as seconds:
                found[name].append(seconds)
    return found


async def _talked(all_of_them: Mapping[str, Contestant], size: Size, figures: Figures) -> None:
    urls = {name: one.url for name, one in all_of_them.items()}
    async with AsyncExitStack() as opened:
        # As many connections as people; the usual limit is 100.
        session = await opened.enter_async_context(aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=120)))
        await turns.facts(session, urls, 16)  # what is made only once is made now
        figures.memory_mb = {name: [one.memory_mb()] for name, one in all_of_them.items()}
        for name, measure in (("fact", turns.facts), ("emergency", turns.emergencies)):
            _say(f"One message: {name} ...")
            figures.turns[name] = await measure(session, urls, size.rounds)
        _say("One message: step of the check ...")
        figures.turns["step"] = await turns.steps(session, urls, max(2, size.rounds // 8))
        figures.first_words = await turns.first_words(session, all_of_them[OURS].base, size.rounds)
        _say("Long conversations ...")
        looked_at = [turn for turn in turns.LOOKED_AT if turn <= size.longest]
        figures.long = await turns.long_conversations(session, urls, size.long_rounds, looked_at)
        _say("Crowds ...")
        figures.crowds = await crowds.at_once(session, urls, size.crowd)
        for name in (OURS, FLOOR):
            _say(f"{size.many} turns: {all_of_them[name].title} ...")
            await crowds.talk(session, urls[name], size.many)
            figures.memory_mb[name].append(all_of_them[name].memory_mb())


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
