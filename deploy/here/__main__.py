"""``make deploy-here``: everything on this machine until Ctrl-C. ``PORT`` is the first of ten ports, ``ASSISTANTS`` how
many processes answer."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from deploy.here.program import DidNotStart, Missing
from deploy.here.topology import Topology
from server.launch.settings import STATE
from server.launch.training import TrainingFailed, train_if_needed


def main() -> int:
    """Run until stopped; the exit code is 0 for a wanted end."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    topology = Topology(STATE / "deployed", int(os.environ.get("PORT", "8080")), int(os.environ.get("ASSISTANTS", "2")))
    try:
        train_if_needed()
        topology.start()
        print(f"Ready at {topology.base}/webhooks/web/ (and /webhooks/rest/). Ctrl-C stops everything.", flush=True)
        signal.pause()
    except KeyboardInterrupt:
        return 0
    except (Missing, DidNotStart, TrainingFailed) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        topology.stop()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
