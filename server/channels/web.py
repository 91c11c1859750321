"""The website channel (docs/interface.md): conversation ids, messages, summary, forgetting, and the widget's file."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import wraps
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from server.channels.fallback import said_by_the_channel
from server.channels.forgetting import Forgetting, forget
from server.channels.guard import Guard
from server.channels.once import Once, earlier_replies
from server.channels.origins import Origins, read_origins, readable
from server.channels.reply import Reply
from server.channels.request import BadRequest, conversation_of, read_body, read_message
from server.channels.summary import summary_response
from server.channels.widget_file import WidgetFile
from server.privacy.export import export_response
from server.store.in_turn import InTurn
from triage import shipped

logger = logging.getLogger(__name__)

_MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_Handler = Callable[[Request], Awaitable[HTTPResponse | None]]


class Web(InputChannel):
    """Answers the widget, from the assistant's own pages and the websites in ``allowed_origins``."""

    def __init__(self, allowed_origins: frozenset[str] = frozenset()) -> None:
        self.origins = Origins(allowed_origins)

    @classmethod
    def name(cls) -> str:
        """The channel's place under ``/webhooks/``."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> Web:
        """From ``credentials.yml``. Raises :class:`~server.channels.origins.WrongOrigin`."""
        return cls(read_origins((credentials or {}).get("allowed_origins")))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Routes of the channel."""
        blueprint = Blueprint("web_channel", __name__)
        turns = _Turns(Guard(self.name(), on_new_message), Forgetting())
        widget = WidgetFile.made()

        @blueprint.get("/widget.js")
        async def widget_file(request: Request) -> HTTPResponse:
            return widget.answer(request)

        @blueprint.post("/conversation")
        @self._for_websites
        async def begin(request: Request) -> HTTPResponse:
            return response.json({"conversation": secrets.token_urlsafe(24)})

        @blueprint.post("/message")
        @self._for_websites
        async def message(request: Request) -> None:
            conversation, text = read_message(request)
            message_id, country = _message_id(request.json), _country(request.json)
            stream = await request.respond(content_type="application/x-ndjson", headers={
                **readable(request), "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff"})
            async for line in turns.lines(_agent(request), conversation, text, message_id, country):
                await stream.send(json.dumps(line) + "\n")
            await stream.eof()

        @blueprint.post("/summary")
        @self._for_websites
        async def summary(request: Request) -> HTTPResponse:
            body = _form(request) or read_body(request, '{"sender": "...", "format": "text"}')
            return await summary_response(_agent(request), self._sender(body), body.get("format"))

        @blueprint.post("/export")
        @self._for_websites
        async def export(request: Request) -> HTTPResponse:
            body = _form(request) or read_body(request, '{"sender": "..."}')
            return await export_response(_agent(request), self._sender(body))

        @blueprint.post("/forget")
        @self._for_websites
        async def erase(request: Request) -> HTTPResponse:
            await forget(_agent(request), self._sender(read_body(request, '{"sender": "..."}')))
            return response.json({"forgotten": True})

        return blueprint

    def _sender(self, body: dict[str, Any]) -> str:
        return f"{self.name()}:{conversation_of(body)}"

    def _for_websites(self, handler: _Handler) -> _Handler:
        """Let in the pages that may use the assistant; the answer, or why there is none, can be read by the page that
        asked. A form opens a page of its own, which no website reads, and browsers may call its origin "null"."""
        @wraps(handler)
        async def handle(request: Request) -> HTTPResponse | None:
            refused = None if _form(request) else self.origins.refuses(request)
            try:
                if refused:
                    raise BadRequest(refused, 403)
                answer = await handler(request)
            except BadRequest as error:
                answer = response.json({"error": str(error)}, error.status, headers={"Cache-Control": "no-store"})
            if answer is not None and not _form(request):
                answer.headers.update(readable(request))
            return answer
        return handle


class _Turns:
    """Turns as lines of JSON: each message as it comes, and that it is done."""

    def __init__(self, guard: Guard, forgetting: Forgetting) -> None:
        self._guard, self._forgetting, self._once, self._in_turn = guard, forgetting, Once(), InTurn()

    async def lines(self, agent: Agent | None, conversation: str, text: str, message_id: str,
                    country: str | None) -> AsyncIterator[dict[str, Any]]:
        """The lines of one answer. Nothing is lost when the reader goes away meanwhile."""
        sender = f"{self._guard.channel}:{conversation}"
        told: asyncio.Queue[Reply | None] = asyncio.Queue()

        async def answer() -> list[Reply]:
            if forgetting := await self._forgetting.reply(agent, sender, text):
                return [forgetting]
            async with self._in_turn.of(sender):  # who looks back longer shall not be overtaken meanwhile
                before = await earlier_replies(agent, sender, message_id)
            return before or await self._guard.replies(agent, conversation, text, message_id=message_id,
                                                       country=country, at_once=told.put_nowait)

        turn = self._once.turn(sender, message_id, answer)
        turn.add_done_callback(lambda done: told.put_nowait(None))
        sent = 0
        while (reply := await told.get()) is not None:
            sent += 1
            yield reply.as_json(conversation)
        for reply in self._rest(turn, sent, country):
            yield reply.as_json(conversation)
        yield {"done": True}

    def _rest(self, turn: asyncio.Task[list[Reply]], sent: int, country: str | None) -> list[Reply]:
        """What a turn answered beyond what was sent at once: all of it, when it began before this request."""
        if turn.cancelled() or turn.exception():
            logger.error("channel %s: a turn ended without a reply", self._guard.channel)
            return [] if sent else [said_by_the_channel("trouble", country)]
        return turn.result()[sent:]


def _agent(request: Request) -> Agent | None:
    return getattr(request.app.ctx, "agent", None)


def _form(request: Request) -> dict[str, Any]:
    """Fields of a form, which is how a page of its own is opened for printing; empty for anything else."""
    return {name: request.form.get(name) for name in request.form or ()}


def _message_id(body: dict[str, Any]) -> str:
    """The message's own id, made here when there is none. Raises :class:`BadRequest`."""
    given = body.get("id")
    if given is None:
        return secrets.token_urlsafe(24)
    if not isinstance(given, str) or not _MESSAGE_ID.fullmatch(given):
        raise BadRequest("'id' must be 8 to 64 letters, digits, '-' or '_'; leave it out to have none")
    return given


def _country(body: dict[str, Any]) -> str | None:
    """The country whose numbers the website asks for. Raises :class:`BadRequest`."""
    given = body.get("country")
    known = [country.code for country in shipped().countries.values() if not country.list]
    if given is not None and given not in known:
        raise BadRequest("'country' must be one of: " + ", ".join(known))
    return given
