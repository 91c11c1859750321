"""Posting to Slack through its own client library."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import aiohttp
from multidict import CIMultiDict
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from server.channels.messenger.insisting import insisting
from server.channels.reply import Reply
from server.channels.slack.blocks import escaped, link, marked, message
from server.channels.slack.reading import Place, Pressed
from server.channels.slack.settings import SlackSettings

logger = logging.getLogger(__name__)

_PATIENCE_S = 10
# What Slack says of itself when it is not well.
_PASSES = ("internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org")


class Sender:
    """Posts as the bot."""

    def __init__(self, settings: SlackSettings) -> None:
        self._settings = settings
        self._client: AsyncWebClient | None = None

    async def post(self, place: Place, reply: Reply, opens: tuple[str, str] | None = None) -> None:
        """Post one message; ``opens`` are label and address of a page that it links. Raises what Slack will not take in
        any form."""
        said = message(reply)
        if opens:
            said["blocks"] = [*said["blocks"], link(*opens)]
        try:
            await insisting(lambda: self._post(place, said), _passes)
        except SlackApiError as error:
            # Perhaps Slack does not like how it looks; its words can still be sent.
            logger.error("channel slack: a message was not taken: %s", _reason(error))
            await insisting(lambda: self._post(place, {"text": said["text"]}), _passes)

    async def mark(self, place: Place, pressed: Pressed) -> None:
        """Show on a message what was pressed. That it cannot be shown is no reason to trouble anybody."""
        try:
            await self._web().chat_update(channel=place.channel, ts=pressed.time, text=escaped(pressed.text),
                                          blocks=marked(pressed))
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
                self._settings.token, self._settings.api,
                session=aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_PATIENCE_S)))
        return self._client


def _passes(error: Exception) -> float | None:
    """For :func:`insisting`: it may go by where Slack or the line to it is not well, and nothing is wrong with what we
    send."""
    if not isinstance(error, SlackApiError):
        return 0 if isinstance(error, (aiohttp.ClientError, asyncio.TimeoutError, OSError)) else None
    # Where the answer is not even JSON, the response is that of the HTTP library.
    status = getattr(error.response, "status_code", None) or getattr(error.response, "status", None) or 0
    if status == 429:
        asked = str(CIMultiDict(error.response.headers).get("Retry-After", ""))
        return float(asked) if asked.isdigit() else 0
    readable = isinstance(error.response, AsyncSlackResponse)
    return 0 if status >= 500 or not readable or _reason(error) in _PASSES else None


def _reason(error: Exception) -> str:
    """Slack's word for it, or the kind of error; never more, it may hold what was said."""
    response = getattr(error, "response", None)
    try:
        return str(response["error"])[:60]  # type: ignore[index]
    except Exception:
        return type(error).__name__
