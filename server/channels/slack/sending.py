"""Posting to Slack through its own client library, which honours Slack's limits of rate."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from server.channels.messenger.insisting import insisting
from server.channels.reply import Reply
from server.channels.slack.blocks import link, marked, message
from server.channels.slack.reading import Place, Pressed
from server.channels.slack.settings import SlackSettings

logger = logging.getLogger(__name__)

_PATIENCE_S = 10
_RATE_LIMITED_TIMES = 10
# What Slack says when it does not like how a message looks; its words can still be sent.
_LOOKS = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments")
_PASSES = ("ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout",
           "team_added_to_org")


class Sender:
    """Posts as the bot."""

    def __init__(self, settings: SlackSettings) -> None:
        self._settings = settings
        self._client: AsyncWebClient | None = None

    async def post(self, place: Place, reply: Reply, opens: tuple[str, str] | None = None) -> None:
        """Post one message; ``opens`` are label and address of a page that it links. What Slack will not take is logged
        with Slack's word for it."""
        said = message(reply)
        if opens:
            said["blocks"] = [*said["blocks"], link(*opens)]
        try:
            await insisting(lambda: self._post(place, said), _passes)
        except SlackApiError as error:
            logger.error("channel slack: a message was not taken: %s", _reason(error))
            if _reason(error) in _LOOKS:
                await insisting(lambda: self._post(place, {"text": said["text"]}), _passes)

    async def mark(self, place: Place, pressed: Pressed) -> None:
        """Show on a message what was pressed. That it cannot be shown is no reason to trouble anybody."""
        try:
            await self._web().chat_update(channel=place.channel, ts=pressed.time, text=pressed.text,
                                          blocks=marked(pressed.blocks, pressed.choice))
        except Exception as error:
            logger.warning("channel slack: a press could not be marked: %s", _reason(error))

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client and self._client.session:
            await self._client.session.close()

    async def _post(self, place: Place, said: dict[str, Any]) -> None:
        more = {**said, "channel": place.channel, "thread_ts": place.thread}
        if place.only_for:
            await self._web().chat_postEphemeral(user=place.only_for, **more)
        else:
            await self._web().chat_postMessage(unfurl_links=False, unfurl_media=False, **more)

    def _web(self) -> AsyncWebClient:
        """The client; its connections belong to the running loop and are kept open."""
        if self._client is None:
            self._client = AsyncWebClient(
                self._settings.token, self._settings.api, timeout=_PATIENCE_S, session=aiohttp.ClientSession(),
                retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=_RATE_LIMITED_TIMES)])
        return self._client


def _passes(error: Exception) -> bool:
    """Whether it may go by itself: Slack or the line to it is not well, and nothing is wrong with what we send."""
    if isinstance(error, SlackApiError):
        # Where the answer is not even JSON, the response is that of the HTTP library.
        status = getattr(error.response, "status_code", None) or getattr(error.response, "status", None) or 0
        return status >= 500 or _reason(error) in _PASSES
    return isinstance(error, (aiohttp.ClientError, asyncio.TimeoutError, OSError))


def _reason(error: Exception) -> str:
    """Slack's word for it, or the kind of error; never more, it may hold what was said."""
    response = getattr(error, "response", None)
    try:
        return str(response["error"])[:60]  # type: ignore[index]
    except Exception:
        return type(error).__name__
