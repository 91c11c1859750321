"""What a channel over HTTP accepts: the body of a request and the conversation id in it."""

from __future__ import annotations

import re
import secrets
from typing import Any

from sanic.request import Request

# 22 URL-safe characters hold 128 random bits: an id that cannot be guessed.
_CONVERSATION = re.compile(r"[A-Za-z0-9_-]{22,64}")
LARGEST_BODY = 256 * 1024


class BadRequest(ValueError):
    """The request cannot be answered; the message says why and what is right."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


def read_message(request: Request) -> tuple[str, str]:
    """Conversation id, made here when there is none, and text of a message. Raises :class:`BadRequest`."""
    body = read_body(request, '{"sender": "...", "message": "..."}')
    text = body.get("message")
    if not isinstance(text, str):
        raise BadRequest("'message' must be a text")
    if body.get("sender") is None:
        return secrets.token_urlsafe(24), text
    return conversation_of(body, "; leave it out to get a new one"), text


def read_body(request: Request, example: str) -> dict[str, Any]:
    """The JSON object of a request. Raises :class:`BadRequest`."""
    if len(request.body) > LARGEST_BODY:
        raise BadRequest(f"the body is larger than {LARGEST_BODY} bytes", 413)
    try:
        body = request.json
    except Exception:
        body = None
    if not isinstance(body, dict):
        raise BadRequest(f"the body must be a JSON object: {example}")
    return body


def conversation_of(body: dict[str, Any], otherwise: str = "") -> str:
    """The conversation id in a body. Raises :class:`BadRequest`."""
    conversation = body.get("sender")
    if not isinstance(conversation, str) or not _CONVERSATION.fullmatch(conversation):
        raise BadRequest(f"'sender' must be 22 to 64 letters, digits, '-' or '_'{otherwise}")
    return conversation
