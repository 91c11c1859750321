"""What the server itself refuses, as a wrong address, method or size, in the form in which channels refuse.

Sanic takes any number for the length of a body; a negative one keeps its loop busy for ever, and nobody else is
answered (sanic/http.py, ``read``). So lengths are looked at before it reads on.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from sanic import Blueprint, Sanic, response
from sanic.exceptions import InvalidUsage, SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

logger = logging.getLogger(__name__)

_LENGTH = re.compile(r"[0-9]{1,12}")


def refuse_as_channels_do(blueprint: Blueprint) -> None:
    """For the whole app that the blueprint is part of: ``{"error": ...}`` stands in place of Sanic's pages, and a
    request whose end cannot be told is not read."""
    blueprint.signal("http.lifecycle.request")(_check_length)

    @blueprint.listener("before_server_start")
    async def begin(app: Sanic, loop: Any) -> None:
        app.error_handler.add(SanicException, _refused)
        app.error_handler.add(Exception, _failed)


async def _check_length(request: Request) -> None:
    """Raises :class:`InvalidUsage` unless there is one length, or the body comes in chunks: with both, a proxy in front
    and the server could see two different requests."""
    lengths, codings = (request.headers.getall(name, []) for name in ("content-length", "transfer-encoding"))
    right = not codings if lengths else codings in ([], ["chunked"])
    if not right or len(lengths) > 1 or not all(map(_LENGTH.fullmatch, lengths)):
        raise InvalidUsage("the length of the body must be told, once, as 'Content-Length' or by sending it in chunks")


def _refused(request: Request, error: SanicException) -> HTTPResponse:
    """Also what cannot be read as a request at all."""
    headers = {"Cache-Control": "no-store", **(getattr(error, "headers", None) or {})}
    return response.json({"error": str(error) or "the request cannot be answered"}, error.status_code, headers=headers)


def _failed(request: Request, error: Exception) -> HTTPResponse:
    """Whatever nobody has thought of; its text may hold what was said."""
    logger.error("a request: %s", type(error).__name__)
    return response.json({"error": "something went wrong here; please try again in a minute"}, 500,
                         headers={"Cache-Control": "no-store"})
