"""The Slack channel: requests checked, acknowledged within three seconds, answered in direct messages only."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.slack import SlackInput
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse
from slack_sdk.signature import SignatureVerifier

from server.channels.guard import Guard
from server.channels.request import BadRequest
from server.channels.slack.desk import SlackDesk
from server.channels.slack.reading import SlackMessage, read_event, read_press
from server.channels.slack.settings import SlackSettings

logger = logging.getLogger(__name__)

# Slack sends again what is not acknowledged within 3 s. Acknowledged is, when possible, what has been answered: what a
# dying process could not answer is then sent again.
ACKNOWLEDGED_S = 2.0
# A press comes with the whole message it was on.
LARGEST_BODY = 1024 * 1024


class Slack(SlackInput):
    """Rasa's place for Slack with reading, sending and checks of our own; off without settings."""

    def __init__(self, settings: SlackSettings | None) -> None:
        self.settings = settings

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> Slack:
        """From ``credentials.yml``. Raises :class:`~server.channels.settings.WrongSetting`."""
        return cls(SlackSettings.read(credentials or {}))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Routes of the channel; none when it is off."""
        blueprint = Blueprint("slack_channel", __name__)
        if self.settings is None:
            return blueprint
        desk = SlackDesk(self.settings, Guard(self.name(), on_new_message))
        signed = SignatureVerifier(self.settings.signing_secret)

        @blueprint.get("/")
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @blueprint.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            try:
                _check(signed, request)
                body = _body(request)
                if body.get("type") == "url_verification":
                    return response.json({"challenge": str(body.get("challenge"))})
                desk.check_open()
                message = _read(body)
            except BadRequest as error:
                return response.json({"error": str(error)}, error.status)
            if message:
                answering = desk.take(getattr(request.app.ctx, "agent", None), message)
                if answering:
                    await asyncio.wait({answering}, timeout=ACKNOWLEDGED_S)
            return response.empty(200)

        @blueprint.listener("before_server_stop")
        async def stop(app: Sanic, loop: Any) -> None:
            await desk.close()

        return blueprint


def _check(signed: SignatureVerifier, request: Request) -> None:
    """Raises :class:`BadRequest` unless Slack has signed this, within the last five minutes."""
    if len(request.body) > LARGEST_BODY:
        raise BadRequest(f"the body is larger than {LARGEST_BODY} bytes", 413)
    try:
        valid = signed.is_valid_request(request.body, dict(request.headers))
    except (ValueError, TypeError):  # a time that is no number, a signature or body that is no text
        valid = False
    if not valid:
        raise BadRequest("not signed by Slack, or more than five minutes ago", 401)


def _body(request: Request) -> dict[str, Any]:
    """Events are JSON, whatever follows that in the content type; presses are JSON in a form. Raises
    :class:`BadRequest`."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        body = json.loads(request.form["payload"][0] if kind == "application/x-www-form-urlencoded" else request.body)
    except (ValueError, LookupError, TypeError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise BadRequest("the body must be a JSON object, or a form with one as 'payload'")
    return body


def _read(body: dict[str, Any]) -> SlackMessage | None:
    """What is to be answered, if anything. Raises :class:`BadRequest`."""
    if not isinstance(body.get("type"), str):
        raise BadRequest("'type' must say what it is")
    try:
        return read_event(body) if body["type"] == "event_callback" else read_press(body)
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        # Refused, it would be sent again, and after many of them Slack sends nothing more.
        logger.error("channel slack: %s while reading a request", type(error).__name__)
        return None
