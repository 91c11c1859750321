"""Everything that is kept of a conversation, for the person whose it is."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from rasa.core.agent import Agent
from sanic import response
from sanic.response import HTTPResponse

from server.channels.request import BadRequest
from server.store.conversations import conversations_of

logger = logging.getLogger(__name__)

_WHO = {"user": "you", "bot": "assistant"}
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
            "Content-Disposition": 'attachment; filename="conversation.json"'}


async def export_response(agent: Agent | None, sender: str) -> HTTPResponse:
    """What is kept, as JSON: ``messages`` to read, and ``stored``, which is all of it. Raises :class:`BadRequest` when
    there is nothing, or it cannot be read now."""
    store = conversations_of(agent)
    try:
        if store is None:
            raise BadRequest("the assistant is not ready; please try again in a minute", 503)
        await store.write_what_is_left()
        events = await store.stored(sender)
    except sa.exc.SQLAlchemyError as error:
        logger.error("export: %s", type(error).__name__)
        raise BadRequest("what is kept cannot be read right now; please try again in a minute", 503) from None
    if not events:
        raise BadRequest("nothing is kept of this conversation", 404)
    kept = {"messages": [_message(event) for event in events if event["event"] in _WHO], "stored": events}
    return response.text(json.dumps(kept, ensure_ascii=False, indent=1), content_type="application/json",
                         headers=_HEADERS)


def _message(event: dict[str, Any]) -> dict[str, Any]:
    when = datetime.fromtimestamp(event["timestamp"], timezone.utc).isoformat(timespec="seconds")
    return {"time": when, "from": _WHO[event["event"]], "text": event.get("text") or ""}
