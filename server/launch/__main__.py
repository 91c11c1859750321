"""``make run``: train if needed, start both servers, say where to go, stop both on Ctrl-C."""

from __future__ import annotations

import signal
import sys
import time
from types import FrameType

from server.channels.lab_settings import LabSettings
from server.channels.origins import read_origins
from server.channels.settings import WrongSetting
from server.channels.slack.settings import SlackSettings
from server.channels.telegram.settings import TelegramSettings
from server.launch import settings
from server.launch.processes import PortTaken, Server, StartFailed, check_port, start_actions, start_assistant
from server.launch.training import TrainingFailed, model_path, train_if_needed

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


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
        check_port(settings.port(), "PORT")
        check_port(settings.actions_port(), "ACTIONS_PORT")
        if not model_path().exists():
            _say("Training, because something it is made from has changed (two minutes or more) ...")
        train_if_needed()
        _say("Starting the action server and the assistant (about 15 seconds) ...")
        servers.append(start_actions())
        servers.append(start_assistant(model_path()))
        base = f"http://{settings.host()}:{settings.port()}"
        servers[0].wait_until_ready(f"http://127.0.0.1:{settings.actions_port()}/health", 60)
        servers[1].wait_until_ready(f"{base}/webhooks/rest/", 240)
        _say(f"Ready. Open {base}/webhooks/web/ in a browser. Ctrl-C stops everything.")
        if lab:
            _say(f"The story lab is on at {base}/webhooks/lab/ (any name, and LAB_PASSWORD).")
        while servers[1].process.poll() is None:
            if servers[0].process.poll() is not None:
                # Emergencies and facts are answered without it, so the assistant stays up meanwhile.
                _say("The action server has ended by itself; starting it again.")
                servers[0] = start_actions()
            time.sleep(0.5)
        _say(f"The assistant has ended by itself; its last words are:\n{servers[1].tail()}")
        return 1
    except KeyboardInterrupt:
        _say("Stopping ...")
        return 0
    except (PortTaken, StartFailed, WrongSetting) as error:
        _say(str(error))
        return 1
    except TrainingFailed as error:
        _say(f"Training failed. Rasa says:\n{error}")
        return 1
    finally:
        for number in _SIGNALS:  # an impatient second Ctrl-C must not leave one of them running
            signal.signal(number, signal.SIG_IGN)
        for server in reversed(servers):
            server.stop()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
