"""Talking to the assistant in the lab, each reply with what can be seen of its making."""

from __future__ import annotations

import re
import secrets
import time
from typing import Any

from rasa.core.agent import Agent
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from server.channels.guard import Guard
from server.channels.request import BadRequest, read_body
from stories.lab.door import Door
from stories.lab.hearing import kept
from stories.lab.inspection import inspection
from stories.lab.turns import LookedInto

_CONVERSATION = re.compile(r"[A-Za-z0-9_-]{22,64}")


def add_talk(door: Door, guard: Guard) -> None:
    """The route ``talk``. Only conversations that began in the lab are ever looked into: their ids begin with the name
    of its channel."""
    @door.post("/talk")
    async def talk(request: Request) -> HTTPResponse:
        body = read_body(request, '{"conversation": null, "message": "..."}')
        conversation, said = _conversation(body), body.get("message")
        if not isinstance(said, str):
            raise BadRequest("'message' must be a text")
        agent, message_id, began = agent_of(request), secrets.token_urlsafe(12), time.monotonic()
        replies = await guard.replies(agent, conversation, said, message_id=message_id)
        took = round((time.monotonic() - began) * 1000)
        tracker = await kept(agent, f"{guard.channel}:{conversation}")
        turn = LookedInto(said, message_id, replies[-1], agent, tracker)
        return response.json({"conversation": conversation, "messages": [r.as_json(conversation) for r in replies],
                              "seen": inspection(turn, took)}, ensure_ascii=False)


def agent_of(request: Request) -> Agent | None:
    """Rasa's agent; None while there is none."""
    return getattr(request.app.ctx, "agent", None)


def _conversation(body: dict[str, Any]) -> str:
    """The conversation's id, made here when there is none. Raises :class:`BadRequest`."""
    given = body.get("conversation")
    if given is None:
        return secrets.token_urlsafe(24)
    if not isinstance(given, str) or not _CONVERSATION.fullmatch(given):
        raise BadRequest("'conversation' must be 22 to 64 letters, digits, '-' or '_', or null for a new one")
    return given
