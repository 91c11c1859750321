"""``make shell``: starts the assistant on free ports, talks to it in the terminal, stops it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request

from server.launch import chat, settings


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """Until Ctrl-D or Ctrl-C."""
    port, actions_port = free_port(), free_port()
    environment = {**os.environ, "PORT": str(port), "ACTIONS_PORT": str(actions_port), "HOST": "127.0.0.1"}
    assistant = subprocess.Popen([sys.executable, "-m", "server.launch"], cwd=settings.ROOT, env=environment)
    base = f"http://127.0.0.1:{port}"
    try:
        while not _ready(base):
            if assistant.poll() is not None:
                return 1
            time.sleep(0.3)
        print("Type a message; #1 presses the first button; Ctrl-D ends.")
        chat.play(base, (line.rstrip("\n") for line in sys.stdin))
    except KeyboardInterrupt:
        pass
    finally:
        assistant.terminate()
        assistant.wait(30)
    return 0


def _ready(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/webhooks/rest/", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
