"""``make evaluate``: the quality report, printed and written; the exit code is 1 when a bar is not met."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from review.evaluation import language, messages, outcomes, report
from review.evaluation.assistant import Assistant, NotReady
from review.evaluation.driver import play_all
from review.evaluation.vignettes import FOLDER, VignetteError, load
from server.launch.settings import STATE
from server.launch.training import TrainingFailed, train_if_needed
from triage import shipped


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m review.evaluation", description=__doc__)
    parser.add_argument("--url", help="a running assistant; without it one is started and stopped again")
    parser.add_argument("--out", type=Path, default=STATE / "evaluation", help="folder for the report")
    parser.add_argument("--vignettes", type=Path, default=FOLDER, help="folder of vignettes")
    options = parser.parse_args()
    try:
        parts = _with_own_assistant(options.vignettes) if options.url is None else _parts(
            options.url.rstrip("/"), options.vignettes)
    except (VignetteError, messages.MessageError, TrainingFailed, NotReady) as error:
        print(error)
        return 1
    except OSError as error:  # refused, reset, or no such host
        print(f"The assistant could not be reached ({error}). Leave out --url to have one started.")
        return 1
    files = report.write(parts, options.out)
    print(report.as_text(parts))
    print("Written:", *files)
    return 1 if any(part.not_met() for part in parts) else 0


def _with_own_assistant(folder: Path) -> list[report.Part]:
    load(shipped(), folder)  # before anybody waits for the start
    for name in messages.SETS:
        messages.load(shipped(), name)
    print("Starting an assistant for the report (training first when something has changed) ...", flush=True)
    train_if_needed()
    with tempfile.TemporaryDirectory() as state:
        assistant = Assistant(Path(state))
        try:
            return _parts(assistant.start().base, folder)
        finally:
            assistant.stop()


def _parts(base: str, folder: Path) -> list[report.Part]:
    """One line per part of the report."""
    knowledge, held_to = shipped(), report.held_to()
    sets = {name: language.play_all(base, messages.load(knowledge, name)) for name in messages.SETS}
    return [outcomes.part(play_all(base, load(knowledge, folder), knowledge), knowledge, held_to),
            language.together(sets, knowledge, held_to),
            *(language.part(name, played, knowledge, {}) for name, played in sets.items())]


if __name__ == "__main__":
    sys.exit(main())
