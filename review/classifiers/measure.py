"""One candidate in a process of its own, so that none shares caches or memory with another, or takes it down.

``python -m review.classifiers.measure NAME --out FILE`` is what ``review.classifiers`` starts for each.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
import traceback
from importlib.metadata import files
from pathlib import Path
from typing import Any

from rasa.utils.tensorflow.environment import setup_tf_environment

from review.classifiers import scores, training
from review.classifiers.candidates import Candidate, candidates, reports

# The first messages of a process take longer: things are loaded when first used.
_WARM_UP = 5


def measure(candidate: Candidate, folder: Path, sample: int | None) -> dict[str, Any]:
    """Train, then classify every evaluation message of ``folder``, one at a time."""
    phrases, report = training.phrases(), reports()
    wanted = scores.messages(folder, phrases.intents, phrases.topics, report.intent)
    data = phrases.prepared(None if candidate.learns_messages else report, sample)
    learned = len(data.training_examples)  # before Rasa sees them
    with tempfile.TemporaryDirectory() as temporary:
        archive, unpacked = Path(temporary) / "model.tar.gz", Path(temporary) / "model"
        unpacked.mkdir()
        began = time.perf_counter()
        training.train(candidate.config(), data, archive)
        seconds = time.perf_counter() - began
        model = training.Model(archive, unpacked, candidate.ranking)
        for says in training.some(data, _WARM_UP):
            model.rank(says)
        guessed, milliseconds = [], []
        for message in wanted:
            began = time.perf_counter()
            ranking = model.rank(message.says)
            milliseconds.append((time.perf_counter() - began) * 1000)
            guessed.append(scores.guesses(ranking, phrases.topics))
        size = archive.stat().st_size
    if not any(guessed):
        raise RuntimeError(f"the pipeline leaves no '{candidate.ranking}' in its messages")
    return {"shares": {name: share.data() for name, share in scores.shares(wanted, guessed).items()},
            "ms_per_message": statistics.median(milliseconds), "seconds_to_train": seconds, "mb_on_disk": size / 1e6,
            "extra_packages": {name: _megabytes(name) for name in candidate.extra_packages},
            "phrases": learned, "pipeline": candidate.pipeline}


def _megabytes(package: str) -> float:
    """What an installed package takes on disk."""
    paths = [Path(str(file.locate())) for file in files(package) or ()]
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


def main() -> int:
    """Command line; a failure is written like a result."""
    parser = argparse.ArgumentParser(prog="python -m review.classifiers.measure", description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--messages", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--sample", type=int)
    options = parser.parse_args()
    setup_tf_environment()  # before TensorFlow does anything
    (candidate,) = candidates([options.name], options.epochs)
    try:
        found = measure(candidate, options.messages, options.sample)
    except Exception as error:
        traceback.print_exc()
        found = {"failed": _reason(error)}
    options.out.write_text(json.dumps(found), encoding="utf-8")
    return 1 if "failed" in found else 0


def _reason(error: BaseException) -> str:
    """Rasa wraps what went wrong in a component; the innermost says it."""
    while error.__cause__:
        error = error.__cause__
    return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    sys.exit(main())
