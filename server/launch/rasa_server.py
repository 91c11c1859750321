"""Rasa's own command line (``python -m server.launch.rasa_server run ...``), with some things done differently.

TensorFlow is left out where nothing uses it (``lean.py``), what need not be done with each message is done once
(``only_once.py``), and what is logged is in our form (``server/watching/logs.py``): Rasa's holds what people said.
"""

from __future__ import annotations

import gc
import sys

from server.launch.lean import leave_out_tensorflow
from server.launch.settings import ROOT
from server.watching import logs


def main() -> None:
    """Rasa's command line."""
    leave_out_tensorflow(ROOT / "config.yml")
    import rasa.__main__ as rasa  # only now
    import rasa.utils.io as rasa_io

    from server.launch.only_once import only_once

    rasa_io.configure_colored_logging = logs.configure
    rasa.configure_structlog = logs.configure_structlog
    only_once()
    if sys.argv[1:2] == ["train"]:
        gc.disable()  # it ends soon, and looking through hundreds of thousands of phrases for garbage takes 5 s of it
    rasa.main()


if __name__ == "__main__":
    main()
