"""``make run``: train if needed, start both servers, say where to go, stop both on Ctrl-C."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from server.channels.lab_settings import LabSettings
from server.channels.origins import read_origins
from server.channels.pace import Pace
from server.channels.settings import WrongSetting
from server.channels.slack.settings import SlackSettings
from server.channels.telegram.settings import TelegramSettings
from server.launch import settings
from server.launch.processes import PortTaken, Server, StartFailed, check_port, start_actions, start_assistant
from server.launch.training import TrainingFailed, check_readable, model_path, train_if_needed
from server.privacy.kept_for import kept_for_days

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# What ends within so many seconds, so often in a row, will not get better by itself.
_SOON_S, _TRIES = 60, 3


def main() -> int:
    """Run until stopped; the exit code is 0 for a wanted end."""
    servers: list[Server] = []
    for number in _SIGNALS:
        signal.signal(number, _interrupt)
    try:
        environment = settings.environment()
        read_origins(environment["WEB_ORIGINS"])
        SlackSettings.read(environment)
        TelegramSettings.read(environment)
        lab = LabSettings.read(environment)
        kept_for_days(environment)
        Pace()
        check_port(settings.port(), "PORT")
        check_port(settings.actions_port(), "ACTIONS_PORT")
        model = settings.model() or _trained()
        check_readable(model)
        _say("Starting the action server and the assistant (about 15 seconds) ...")
        servers.append(start_actions())
        servers.append(start_assistant(model))
        base = f"http://{settings.host()}:{settings.port()}"
        servers[0].wait_until_ready(f"http://127.0.0.1:{settings.actions_port()}/health", 60)
        servers[1].wait_until_ready(f"{base}/webhooks/rest/", 240)
        _say(f"Ready. Open {base}/webhooks/web/ in a browser. Ctrl-C stops everything.")
        if lab:
            _say(f"The story lab is on at {base}/webhooks/lab/ (any name, and LAB_PASSWORD).")
        return _keep_alive(servers, [start_actions, lambda: start_assistant(model)])
    except KeyboardInterrupt:
        _say("Stopping ...")
        return 0
    except (PortTaken, StartFailed, TrainingFailed, WrongSetting) as error:
        _say(str(error))
        return 1
    finally:
        for number in _SIGNALS:  # an impatient second Ctrl-C must not leave one of them running
            signal.signal(number, signal.SIG_IGN)
        for server in reversed(servers):
            server.stop()


def _trained() -> Path:
    if not model_path().exists():
        _say("Training, because something it is made from has changed (two minutes or more) ...")
    train_if_needed()
    return model_path()


def _keep_alive(servers: list[Server], start: list[Callable[[], Server]]) -> int:
    """Start again what has ended by itself; give up, with 1, on what does so again and again."""
    begun = [time.monotonic()] * len(servers)
    in_a_row = [0] * len(servers)
    while True:
        for number, server in enumerate(servers):
            if server.process.poll() is None:
                continue
            in_a_row[number] = in_a_row[number] + 1 if time.monotonic() - begun[number] < _SOON_S else 1
            if in_a_row[number] > _TRIES:
                _say(f"The {server.name} ends by itself again and again; its last words are:\n{server.tail()}")
                return 1
            # Emergencies and facts are answered without the actions, so the assistant stays up meanwhile.
            _say(f"The {server.name} has ended by itself; starting it again.")
            servers[number] = start[number]()
            begun[number] = time.monotonic()
        time.sleep(0.2)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
