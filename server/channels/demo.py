"""Two example pages of a website with the widget on it. Remove the line in ``credentials.yml`` to be without them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

_PAGES = Path(__file__).resolve().parent.parent / "pages"
# As strict as a careful website's: the widget must live with it.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                               "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
                               "require-trusted-types-for 'script'; trusted-types lit-html",
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-cache"}
_FILES = {"": ("site.html", "text/html; charset=utf-8"), "inline": ("inline.html", "text/html; charset=utf-8"),
          "site.css": ("site.css", "text/css; charset=utf-8")}


class DemoPages(InputChannel):
    """Serves the pages beside the web channel's addresses; they take no messages themselves."""

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "demo"

    def url_prefix(self) -> str:
        """Next to the widget, so that its address is ``/webhooks/web/``."""
        return "web"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Routes of the pages."""
        blueprint = Blueprint("demo_pages", __name__)

        def serve(name: str) -> None:
            @blueprint.get(f"/{name}", name=f"demo_{name or 'site'}".replace(".", "_"))
            async def page(request: Request) -> HTTPResponse:
                file, kind = _FILES[name]
                return await response.file(str(_PAGES / file), mime_type=kind, headers=_HEADERS)

        for name in _FILES:
            serve(name)
        return blueprint
