"""``make stories``: plays the stories and says in plain words how they went."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import httpx

from server.launch.settings import ROOT
from server.launch.training import TrainingFailed, model_path, train_if_needed
from stories.outcome import Outcome, transcript
from stories.reading import FOLDER, WrongStory, load, name_of, story_paths
from stories.report.files import write_reports
from stories.runner import FromOutside, Runner
from stories.story import Story

OUT = ROOT / "stories" / "out"


class CannotRun(Exception):
    """Nothing can be played; the message says why and what to do."""


def main() -> int:
    """Command line; 0 when every story went as it should."""
    options = _options()
    try:
        stories = chosen(options.only)
        if options.stream:
            print(json.dumps({"of": len(stories)}), flush=True)
        elif not options.url:
            print("Loading the assistant (about half a minute) ...", flush=True)
        runner = _runner(options)
    except (CannotRun, WrongStory, TrainingFailed) as error:
        print(json.dumps({"error": str(error)}) if options.stream else str(error), flush=True)
        return 2
    began, outcomes = time.monotonic(), []
    try:
        for outcome in runner.play_all(stories):
            outcomes.append(outcome)
            if options.stream:
                print(json.dumps(outcome.as_dict()), flush=True)
            elif outcome.wrong:
                print(f"\n✗ {transcript(outcome)}\n", flush=True)
    except KeyboardInterrupt:
        return 130
    finally:
        runner.close()
    failed = [outcome for outcome in outcomes if outcome.wrong]
    if options.stream:
        print(json.dumps({"done": True, "passed": sum(o.ok for o in outcomes), "failed": len(failed)}), flush=True)
    else:
        write_reports(outcomes, options.out)
        print(verdict(outcomes, time.monotonic() - began))
        print(f"All conversations to read: {options.out / 'index.html'}")
    return 1 if failed else 0


def chosen(only: list[str]) -> list[Story]:
    """The stories named: ``behaviour``, ``behaviour/a_sentence`` or a path; all of them if none is named. Raises
    :class:`CannotRun` for a name that none has, :class:`~stories.reading.WrongStory` for all files that are none."""
    wanted = [name.removesuffix("/").removesuffix(".yml").removeprefix(f"{_shown(FOLDER)}/") for name in only]
    names = {name_of(path): path for path in story_paths()}
    for name in wanted:
        if not any(_belongs(known, [name]) for known in names):
            raise CannotRun(f"There is no story {name}. The behaviours are: "
                            + ", ".join(sorted({known.split('/')[0] for known in names})))
    stories, problems = [], []
    for name, path in names.items():
        if not wanted or _belongs(name, wanted):
            try:
                stories.append(load(path))
            except WrongStory as error:
                problems.append(str(error))
    if problems:
        raise CannotRun("\n".join(problems))
    return stories


def verdict(outcomes: Iterable[Outcome], seconds: float) -> str:
    """How it went, in plain words."""
    outcomes = list(outcomes)
    failed = [outcome for outcome in outcomes if outcome.wrong]
    skipped = [outcome for outcome in outcomes if outcome.skipped]
    played = len(outcomes) - len(skipped)
    lines = [f"{played} {'story' if played == 1 else 'stories'} played in {seconds:.0f} s: "
             + (f"{len(failed)} did not go as they should." if failed else "all went as they should.")]
    lines += [f"  ✗ {outcome.story.name}: {outcome.wrong[0]}" for outcome in failed]
    lines += [f"{len(skipped)} were not played, because they need the inside of the assistant."] if skipped else []
    return "\n".join(lines)


def _runner(options: argparse.Namespace) -> Runner:
    if options.url:
        base = options.url.rstrip("/")
        try:
            ready = httpx.get(f"{base}/webhooks/rest/", timeout=10)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CannotRun(f"No assistant answers at {base} ({type(error).__name__}). Is it running?") from None
        if ready.status_code != 200:
            raise CannotRun(f"What answers at {base} is no assistant that is ready (status {ready.status_code}).")
        return FromOutside(base)
    model = options.model or model_path()
    if options.model is None:
        train_if_needed()
    elif not model.exists():
        raise CannotRun(f"There is no model {model}.")
    _be_quiet()
    from stories.in_process import InProcess  # importing Rasa takes seconds that nobody should wait for from outside
    return InProcess(model)


def _be_quiet() -> None:
    """What libraries have to say at import is for their makers."""
    logging.captureWarnings(True)
    logging.disable(logging.WARNING)
    os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", SQLALCHEMY_SILENCE_UBER_WARNING="1", RASA_TELEMETRY_ENABLED="false")


def _belongs(name: str, wanted: list[str]) -> bool:
    return any(name == one or name.startswith(f"{one}/") for one in wanted)


def _shown(folder: Path) -> str:
    return folder.relative_to(ROOT).as_posix() if folder.is_relative_to(ROOT) else folder.as_posix()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="stories", description=__doc__)
    parser.add_argument("only", nargs="*", help="behaviours or stories, such as: emergencies check/why_do_you_ask")
    parser.add_argument("--url", help="play against the assistant that runs there")
    parser.add_argument("--model", type=Path, help="play with this model instead of the present one")
    parser.add_argument("--out", type=Path, default=OUT, help="where the reports go")
    parser.add_argument("--stream", action="store_true", help="one line of JSON for each story, and no report")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
