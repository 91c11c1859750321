"""The guarded REST channel: ``POST /webhooks/rest/webhook`` (docs/interface.md)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from server.channels.guard import Guard

# 22 URL-safe characters hold 128 random bits: an id that cannot be guessed.
_CONVERSATION = re.compile(r"^[A-Za-z0-9_-]{22,64}$")
LARGEST_BODY = 256 * 1024


class BadRequest(ValueError):
    """The request cannot be answered; the message says why and what is right."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


class GuardedRest(InputChannel):
    """Rasa's REST form, with checks on both sides."""

    @classmethod
    def name(cls) -> str:
        """The channel's place under ``/webhooks/``."""
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Routes of the channel."""
        blueprint = Blueprint("guarded_rest", __name__)
        guard = Guard(self.name(), on_new_message)

        @blueprint.get("/")
        async def health(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            ready = bool(agent and agent.is_ready())
            return response.json({"status": "ok" if ready else "no model"}, 200 if ready else 503)

        @blueprint.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            try:
                conversation, text = read_request(request)
            except BadRequest as error:
                return response.json({"error": str(error)}, error.status)
            replies = await guard.replies(getattr(request.app.ctx, "agent", None), conversation, text)
            return response.json([reply.as_json(conversation) for reply in replies], ensure_ascii=False)

        return blueprint


def read_request(request: Request) -> tuple[str, str]:
    """Conversation id and text of a request. Raises :class:`BadRequest`."""
    if len(request.body) > LARGEST_BODY:
        raise BadRequest(f"the body is larger than {LARGEST_BODY} bytes", 413)
    try:
        body = request.json
    except Exception:
        body = None
    if not isinstance(body, dict):
        raise BadRequest('the body must be a JSON object: {"sender": "...", "message": "..."}')
    text = body.get("message")
    if not isinstance(text, str):
        raise BadRequest("'message' must be a text")
    conversation = body.get("sender")
    if conversation is None:
        conversation = secrets.token_urlsafe(24)
    if not isinstance(conversation, str) or not _CONVERSATION.match(conversation):
        raise BadRequest("'sender' must be 22 to 64 letters, digits, '-' or '_'; leave it out to get a new one")
    return conversation, text
