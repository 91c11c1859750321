"""Which websites may use the web channel: their pages' origins, and the headers that let a browser read an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sanic.request import Request

from server.channels.settings import WrongSetting

_ORIGIN = re.compile(r"https?://([a-z0-9.-]{1,253}|\[[0-9a-f:.]+\])(:\d{1,5})?")


class WrongOrigin(WrongSetting):
    """Something in the list of allowed websites is no origin; the message names it and what is right."""


def read_origins(listed: str | Iterable[str] | None) -> frozenset[str]:
    """Origins from a text with commas, or a list. Raises :class:`WrongOrigin`."""
    names = listed.split(",") if isinstance(listed, str) else listed or ()
    origins = frozenset(name.strip().lower() for name in names if name.strip())
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise WrongOrigin(f"WEB_ORIGINS: {origin!r} is not the address of a website. Write scheme and host without "
                              "a path, several with commas, for example: https://clinic.example,https://www.clinic.example")
    return origins


class Origins:
    """The websites allowed besides the assistant's own pages."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(allowed)

    def refuses(self, request: Request) -> str | None:
        """Why this page may not use the assistant; None if it may. Browsers always name the page's origin with what
        they post; what names none is no page, and is as free as on the REST channel. They post plain text without
        asking for leave first, so this check is what keeps other websites out."""
        if "origin" not in request.headers:
            return None
        origin = _origin(request) or "without an address"
        if origin.lower() in self._allowed or origin.partition("://")[2] == request.host:
            return None
        return (f"This website ({origin}) may not use this assistant. Whoever runs the assistant can allow it "
                "with WEB_ORIGINS.")


def _origin(request: Request) -> str | None:
    """The page's origin as the browser names it; None when that is no website ("null"), or nothing like one."""
    origin = request.headers.get("origin") or ""
    return origin if _ORIGIN.fullmatch(origin.lower()) else None


def readable(request: Request) -> dict[str, str]:
    """Headers that let the asking page read the answer. Refusals carry them too, so that a page can say why."""
    origin = _origin(request)
    return {"Vary": "Origin", **({"Access-Control-Allow-Origin": origin} if origin else {})}
