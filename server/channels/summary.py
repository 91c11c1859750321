"""``POST /webhooks/rest/summary``: a conversation's summary to copy, to print, or for a medical record system.

The conversation id stands in the body and never in an address, which would end up in logs and histories.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import datetime, timezone

from rasa.core.agent import Agent
from sanic import response
from sanic.response import HTTPResponse

from server.channels.request import BadRequest
from server.summary.content import Summary, summary_of, topic_labels
from server.summary.fhir import as_bundle
from server.summary.page import PRINT_HASH, STYLE_HASH, as_page, as_printing_page
from server.summary.text import as_text
from triage import shipped

logger = logging.getLogger(__name__)


def _copied(summary: Summary) -> str:
    """The text leaves the chat, so it carries the closing line itself (P1)."""
    return f"{as_text(summary)}\n{summary.closing}"


def _document(summary: Summary) -> str:
    return json.dumps(as_bundle(summary).as_json(), ensure_ascii=False)


FORMATS: dict[str, tuple[str, Callable[[Summary], str]]] = {
    "text": ("text/plain; charset=utf-8", _copied),
    "html": ("text/html; charset=utf-8", as_page),
    "print": ("text/html; charset=utf-8", as_printing_page),
    "fhir": ("application/fhir+json; charset=utf-8", _document)}

_HEADERS = {
    "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": f"default-src 'none'; style-src {STYLE_HASH}; script-src {PRINT_HASH}; "
                               "base-uri 'none'; form-action 'none'; "
                               "frame-ancestors 'none'"}


async def summary_response(agent: Agent | None, sender: str, wanted: object) -> HTTPResponse:
    """The summary in the wanted format. Raises :class:`BadRequest` with a reason when there is none to give."""
    if not isinstance(wanted, str) or wanted not in FORMATS:
        raise BadRequest("'format' must be one of: " + ", ".join(FORMATS))
    kind, write = FORMATS[wanted]
    try:
        text = await _written(agent, sender, write)
    except BadRequest:
        raise
    except Exception as error:
        logger.error("summary: %s while making it", type(error).__name__)
        raise BadRequest("the summary cannot be made right now; please try again in a minute", 503) from None
    return response.text(text, content_type=kind, headers=_HEADERS)


async def _written(agent: Agent | None, sender: str, write: Callable[[Summary], str]) -> str:
    if agent is None or agent.tracker_store is None or agent.domain is None:
        raise BadRequest("the assistant is not ready; please try again in a minute", 503)
    tracker = await agent.tracker_store.retrieve(sender)
    if tracker is None:
        raise BadRequest("there is no such conversation", 404)
    summary = summary_of(tracker, shipped(), topic_labels(agent.domain.responses), datetime.now(timezone.utc))
    if summary.is_empty:
        raise BadRequest("nothing has been told in this conversation yet", 404)
    return write(summary)
