"""``/health``, ``/ready`` and ``/metrics``: for whoever runs the assistant (docs/operations.md)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from server.knowledge_version import knowledge_version
from server.privacy.kept_for import kept_for_days
from server.privacy.retention import Retention
from server.store.conversations import conversations_of
from server.watching import metrics
from server.watching.readiness import readiness

_HEADERS = {"Cache-Control": "no-store"}


class Watching(InputChannel):
    """Serves them at the root, and sees to what a running assistant does by itself."""

    def __init__(self, retention: Retention) -> None:
        self._retention = retention

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "watching"

    def url_prefix(self) -> str:
        """Where those who watch look by custom."""
        return "/"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> Watching:
        """From ``credentials.yml``. Raises :class:`~server.channels.settings.WrongSetting`."""
        return cls(Retention(kept_for_days(credentials or {})))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Routes, and the work in the background."""
        blueprint = Blueprint("watching", __name__)

        @blueprint.get("/health")
        async def health(request: Request) -> HTTPResponse:
            return response.json({"alive": True}, headers=_HEADERS)

        @blueprint.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            found = await readiness(_agent(request.app))
            return response.json(found, 200 if found["ready"] else 503, headers=_HEADERS)

        @blueprint.get("/metrics")
        async def measured(request: Request) -> HTTPResponse:
            return response.raw(generate_latest(), content_type=CONTENT_TYPE_LATEST, headers=_HEADERS)

        @blueprint.listener("after_server_start")
        async def begin(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            await _warm_up(_agent(app))
            model = agent.model_id if (agent := _agent(app)) else None
            metrics.ABOUT.info({"knowledge": knowledge_version(), "model": model or "none"})
            app.ctx.retention = asyncio.create_task(self._retention.forever(lambda: _agent(app)))

        @blueprint.listener("before_server_stop")
        async def end(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            app.ctx.retention.cancel()
            if store := conversations_of(_agent(app)):
                await store.finish()

        return blueprint


async def _warm_up(agent: Agent | None) -> None:
    """What is made when it is first needed is made now; else the first person waits a second for it."""
    if agent and agent.is_ready():
        with suppress(Exception):  # what fails here is told when somebody writes
            await agent.parse_message("hello")


def _agent(app: Sanic) -> Agent | None:
    return getattr(app.ctx, "agent", None)
