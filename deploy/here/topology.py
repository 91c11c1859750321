"""All of it together: started in order, changed to a new model without a pause, stopped in order."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from deploy.here.assistant import Assistant
from deploy.here.nginx import Nginx
from deploy.here.postgres import Postgres
from deploy.here.redis import Redis


class Topology:
    """``assistants`` processes behind the nginx at ``port``; the ports above are for the rest. What they keep is in
    ``folder``."""

    def __init__(self, folder: Path, port: int, assistants: int = 2, settings: Mapping[str, str] | None = None) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.postgres = Postgres(folder / "postgres", port + 1)
        self.redis = Redis(folder / "redis", port + 2)
        shared = {"CONVERSATIONS_URL": self.postgres.url, "LOCKS_URL": self.redis.url, **(settings or {})}
        self.assistants = [Assistant(folder / f"assistant-{number + 1}", port + 3 + 2 * number, shared)
                           for number in range(assistants)]
        self.nginx = Nginx(folder / "nginx", port, [assistant.port for assistant in self.assistants])
        self._open = ExitStack()

    def start(self) -> Topology:
        """Return once all is ready. Raises :class:`~deploy.here.program.DidNotStart` or
        :class:`~deploy.here.program.Missing`, with nothing left running."""
        with self._open as opening:
            for program in (self.postgres, self.redis):
                opening.callback(program.stop)
                program.start()
            for assistant in self.assistants:
                opening.callback(assistant.stop)
                assistant.start(wait=False)
            for assistant in self.assistants:
                assistant.wait()
            opening.callback(self.nginx.stop)
            self.nginx.start()
            self._open = opening.pop_all()
        return self

    def stop(self) -> None:
        """Everything, the front first."""
        self._open.close()

    def roll(self, model: Path) -> None:
        """Answer with another model from now on. One assistant after the other finishes what it has begun and starts
        anew, while the others answer."""
        for assistant in self.assistants:
            assistant.settings["MODEL"] = str(model)
            assistant.stop()
            assistant.start()
