"""The webhook: who may call it, and when Telegram is told that an update has been taken."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from typing import Any

from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse
from telegram import Update

from server.channels.guard import Guard
from server.channels.request import LARGEST_BODY, BadRequest
from server.channels.telegram.desk import TelegramDesk
from server.channels.telegram.numbers_page import numbers_page
from server.channels.telegram.settings import TelegramSettings

logger = logging.getLogger(__name__)

# Telegram sends again what is not acknowledged within a minute. Acknowledged is, when possible, what has been answered:
# what a dying process could not answer is then sent again.
ACKNOWLEDGED_S = 15.0


def routes(settings: TelegramSettings, guard: Guard) -> Blueprint:
    """Routes of the channel."""
    blueprint = Blueprint("telegram_channel", __name__)
    desk = TelegramDesk(settings, guard)

    @blueprint.get("/")
    async def health(request: Request) -> HTTPResponse:
        return response.json({"status": "ok"})

    @blueprint.get("/numbers")
    async def numbers(request: Request) -> HTTPResponse:
        return numbers_page(request.args.get("country"))

    @blueprint.post("/webhook")
    async def receive(request: Request) -> HTTPResponse:
        try:
            update = _update(settings, request)
            desk.check_open()
        except BadRequest as error:
            return response.json({"error": str(error)}, error.status)
        try:
            answering = desk.take(getattr(request.app.ctx, "agent", None), update) if update else None
        except Exception as error:  # a part of it is not what it should be; it may hold what was said
            logger.error("channel telegram: %s while taking an update", type(error).__name__)
            answering = None
        if answering:
            await asyncio.wait({answering}, timeout=ACKNOWLEDGED_S)
        return response.empty(200)

    @blueprint.listener("before_server_stop")
    async def stop(app: Sanic, loop: Any) -> None:
        await desk.close()

    return blueprint


def _update(settings: TelegramSettings, request: Request) -> Update | None:
    """The update of a request; None for one that is unlike any known. Raises :class:`BadRequest` for what does not come
    from Telegram or is no update."""
    shown = request.headers.get("x-telegram-bot-api-secret-token", "")
    if not hmac.compare_digest(shown.encode(errors="replace"), settings.secret.encode()):
        raise BadRequest("this does not come from Telegram", 401)
    if len(request.body) > LARGEST_BODY:
        raise BadRequest(f"the body is larger than {LARGEST_BODY} bytes", 413)
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("update_id"), int):
        raise BadRequest("the body must be an update of the Bot API, as JSON")
    for kept in (body, _only_words(body)):
        try:
            return Update.de_json(kept, None)
        except (LookupError, TypeError, AttributeError, ValueError, OverflowError, RecursionError) as error:
            logger.error("channel telegram: %s while reading an update", type(error).__name__)
    return None  # refused, it would be sent again and again, and everything behind it would wait


def _only_words(body: dict[str, Any]) -> dict[str, Any]:
    """The same update without the parts that only some versions of the Bot API know."""
    message = body.get("message")
    if not isinstance(message, dict):
        return {"update_id": body["update_id"]}
    kept = {name: message[name] for name in ("message_id", "date", "chat", "text", "caption") if name in message}
    return {"update_id": body["update_id"], "message": kept}
