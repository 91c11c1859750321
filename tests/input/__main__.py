"""``make fuzz``: plays generated conversations through the real assistant, and prints what broke a promise."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path

from server.launch.training import model_path, train_if_needed


def main() -> int:
    """Command line; 0 when every promise held."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--turns", type=int, default=10_000, help="how many turns on each channel (10000)")
    parser.add_argument("--channel", action="append", help="rest, web, slack or telegram; all if none is named")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same conversations (1)")
    parser.add_argument("--model", type=Path, help="play with this model instead of the present one")
    options = parser.parse_args()
    # What libraries have to say at import is for their makers.
    logging.captureWarnings(True)
    os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", SQLALCHEMY_SILENCE_UBER_WARNING="1", RASA_TELEMETRY_ENABLED="false")
    if options.model is None:
        train_if_needed()

    from stories.in_process import InProcess  # Rasa takes seconds to import
    from tests.input.playing import CHANNELS
    from tests.input.run import Summary, retold, run

    shown = 0

    def told(summary: Summary) -> None:
        nonlocal shown
        for played in summary.failures[shown:]:
            print(retold(played), flush=True)
        shown = len(summary.failures)
        print(f"  {summary}", flush=True)

    place = InProcess(options.model or model_path())
    try:
        summaries = []
        for channel in options.channel or CHANNELS:
            shown = 0
            summaries.append(run(place, channel, options.turns, options.seed, told))
            print(summaries[-1], flush=True)
    finally:
        place.close()
    return 1 if any(summary.failures for summary in summaries) else 0


if __name__ == "__main__":
    sys.exit(main())
