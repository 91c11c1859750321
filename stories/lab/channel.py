"""The lab as a channel: a page, and what it asks the assistant for (docs/interface.md)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from server.channels.guard import Guard
from server.channels.lab_settings import LabSettings
from server.launch.settings import host
from stories.lab.door import Door
from stories.lab.running import add_runs
from stories.lab.shelf import add_shelf
from stories.lab.talk import add_talk

_PAGE = Path(__file__).resolve().parent / "page"
_KINDS = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
          ".js": "text/javascript; charset=utf-8"}


class Lab(InputChannel):
    """Serves the lab; off without a password."""

    def __init__(self, settings: LabSettings | None) -> None:
        self.settings = settings

    @classmethod
    def name(cls) -> str:
        """The channel's place under ``/webhooks/``, and the beginning of its conversations' ids."""
        return "lab"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> Lab:
        """From ``credentials.yml``. Raises :class:`~server.channels.settings.WrongSetting`."""
        return cls(LabSettings.read({"HOST": host(), **(credentials or {})}))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Routes of the lab; none when it is off."""
        blueprint = Blueprint("story_lab", __name__)
        if self.settings is None:
            return blueprint
        door = Door(blueprint, self.settings.password)
        _add_page(door)
        add_talk(door, Guard(self.name(), on_new_message))
        add_shelf(door)
        add_runs(door)
        return blueprint


def _add_page(door: Door) -> None:
    """The page and each of its files."""
    def serve(file: Path, name: str) -> None:
        @door.get(f"/{name}", name=f"lab_{file.name}".replace(".", "_"))
        async def page(request: Request) -> HTTPResponse:
            if not name and not request.path.endswith("/"):
                return response.redirect(f"{request.path.rpartition('/')[2]}/")  # or its files would not be found
            return await response.file(str(file), mime_type=_KINDS[file.suffix])

    for file in sorted(_PAGE.iterdir()):
        serve(file, "" if file.name == "index.html" else file.name)
