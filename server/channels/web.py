"""A plain chat page at ``/webhooks/web/`` to try the assistant in a browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from server.summary.page import STYLE_HASH

_PAGES = Path(__file__).resolve().parent.parent / "pages"
# The printable summary opens as a blob, which inherits this policy. Naming the hash of its one style sheet lets in
# that and nothing else; the page needs no blob: source, since a page of its own is not something it loads.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; script-src 'self'; "
                               f"style-src 'self' {STYLE_HASH}; "
                               "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-cache"}
_FILES = {"": ("chat.html", "text/html; charset=utf-8"), "chat.js": ("chat.js", "text/javascript; charset=utf-8"),
          "chat.css": ("chat.css", "text/css; charset=utf-8")}


class DemoPage(InputChannel):
    """Serves the page's three files; the page itself talks to the REST channel."""

    @classmethod
    def name(cls) -> str:
        """The channel's place under ``/webhooks/``."""
        return "web"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Routes of the page."""
        blueprint = Blueprint("demo_page", __name__)

        @blueprint.get("/")
        async def page(request: Request) -> HTTPResponse:
            return await _file("")

        @blueprint.get("/<name>")
        async def asset(request: Request, name: str) -> HTTPResponse:
            return await _file(name) if name in _FILES else response.text("There is no such page.", 404)

        return blueprint


async def _file(name: str) -> HTTPResponse:
    file, kind = _FILES[name]
    return await response.file(str(_PAGES / file), mime_type=kind, headers=_HEADERS)
