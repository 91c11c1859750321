"""Who comes into the lab: those with the password, from its own page; and what every answer carries."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import logging
from collections.abc import Awaitable, Callable
from functools import wraps

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from server.channels.origins import Origins
from server.channels.request import BadRequest

logger = logging.getLogger(__name__)

# One guess a second, for all guessers together; who has the password never waits.
_PAUSE_S = 1.0
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                               "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
_CHALLENGE = 'Basic realm="Story lab", charset="UTF-8"'

_Handler = Callable[..., Awaitable[HTTPResponse]]


class Door:
    """The only way to add a route to the lab's blueprint, so that none is without the password."""

    def __init__(self, blueprint: Blueprint, password: str) -> None:
        self.blueprint, self._password = blueprint, _digest(password)
        self._origins = Origins(())
        self._guesses = asyncio.Lock()

    def get(self, uri: str, name: str | None = None) -> Callable[[_Handler], _Handler]:
        """A route behind the door that only reads; ``name`` tells it from others with a handler of the same name."""
        return self._route("GET", uri, name)

    def post(self, uri: str) -> Callable[[_Handler], _Handler]:
        """A route behind the door that does something."""
        return self._route("POST", uri, None)

    def _route(self, method: str, uri: str, name: str | None) -> Callable[[_Handler], _Handler]:
        def behind_the_door(handler: _Handler) -> _Handler:
            @wraps(handler)
            async def behind(request: Request, **parts: str) -> HTTPResponse:
                answer = await self._answer(handler, request, parts)
                answer.headers.update(_HEADERS)
                return answer
            self.blueprint.add_route(behind, uri, methods=[method], name=name or handler.__name__)
            return behind
        return behind_the_door

    async def _answer(self, handler: _Handler, request: Request, parts: dict[str, str]) -> HTTPResponse:
        """The handler's answer, or why there is none."""
        try:
            await self._let_in(request)
            return await handler(request, **parts)
        except BadRequest as error:
            answer = response.json({"error": str(error)}, error.status)
            if error.status == 401:
                answer.headers["WWW-Authenticate"] = _CHALLENGE
            return answer
        except Exception as error:  # its text may hold what was said
            logger.error("story lab: %s at %s", type(error).__name__, request.path)
            return response.json({"error": f"something went wrong in the lab ({type(error).__name__})"}, 500)

    async def _let_in(self, request: Request) -> None:
        """Raises :class:`BadRequest` for who may not come in."""
        given = _password_of(request)
        if given is None:
            raise BadRequest("the lab asks for a password", 401)
        if not hmac.compare_digest(_digest(given), self._password):
            async with self._guesses:
                await asyncio.sleep(_PAUSE_S)
            raise BadRequest("this is not the lab's password", 401)
        if self._origins.refuses(request):  # reading too: a browser shows the password that it knows to every website
            raise BadRequest("only the lab's own page may do this", 403)


def _password_of(request: Request) -> str | None:
    """The password of HTTP Basic authentication; None when there is none. Any user name will do."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return None


def _digest(password: str) -> bytes:
    """Of one length, so that comparing does not tell the password's."""
    return hashlib.sha256(password.encode()).digest()
