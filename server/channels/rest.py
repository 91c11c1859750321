"""The guarded REST channel: ``POST /webhooks/rest/webhook``, ``/summary`` and ``/export`` (docs/interface.md)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from server.channels.forgetting import Forgetting
from server.channels.guard import Guard
from server.channels.refusals import refuse_as_channels_do
from server.channels.request import BadRequest, conversation_of, read_body, read_message
from server.channels.summary import summary_response
from server.privacy.export import export_response


class GuardedRest(InputChannel):
    """Rasa's REST form, with checks on both sides."""

    @classmethod
    def name(cls) -> str:
        """The channel's place under ``/webhooks/``."""
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Routes of the channel."""
        blueprint = Blueprint("guarded_rest", __name__)
        refuse_as_channels_do(blueprint)
        guard, forgetting = Guard(self.name(), on_new_message), Forgetting()

        @blueprint.get("/")
        async def health(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            ready = bool(agent and agent.is_ready())
            return response.json({"status": "ok" if ready else "no model"}, 200 if ready else 503)

        @blueprint.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            try:
                conversation, text = read_message(request)
            except BadRequest as error:
                return response.json({"error": str(error)}, error.status)
            agent = getattr(request.app.ctx, "agent", None)
            wish = await forgetting.reply(agent, f"{self.name()}:{conversation}", text)
            replies = [wish] if wish else await guard.replies(agent, conversation, text)
            return response.json([reply.as_json(conversation) for reply in replies], ensure_ascii=False)

        @blueprint.post("/summary")
        async def summary(request: Request) -> HTTPResponse:
            try:
                body = read_body(request, '{"sender": "...", "format": "text"}')
                sender = f"{self.name()}:{conversation_of(body)}"
                return await summary_response(getattr(request.app.ctx, "agent", None), sender, body.get("format"))
            except BadRequest as error:
                return response.json({"error": str(error)}, error.status, headers={"Cache-Control": "no-store"})

        @blueprint.post("/export")
        async def export(request: Request) -> HTTPResponse:
            try:
                sender = f"{self.name()}:" + conversation_of(read_body(request, '{"sender": "..."}'))
                return await export_response(getattr(request.app.ctx, "agent", None), sender)
            except BadRequest as error:
                return response.json({"error": str(error)}, error.status, headers={"Cache-Control": "no-store"})

        return blueprint
