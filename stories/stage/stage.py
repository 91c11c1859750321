"""The assistant on a port of its own, in this process, with all its real parts."""

from __future__ import annotations

import asyncio
import itertools
import os
import socket
import threading
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from rasa.core.agent import Agent
from rasa.core.channels.channel import register
from rasa.core.run import create_http_input_channels
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic
from sanic.server import AsyncioServer

from server.launch.settings import CHANNELS, ROOT
from server.speech.turn import CHECK_SLOT, KEY
from server.store.conversations import conversations_of
from stories.stage.actions import Actions
from stories.stage.clock import jumped
from stories.stage.database import Database
from stories.stage.model import Model
from stories.vocabulary import NLU_FAILS, NO_MODEL
from stories.why import why

_T = TypeVar("_T")
_numbers = itertools.count(1)
# What has been begun is finished; a stage is never given up while somebody waits for an answer.
_END_S = 30
# Sanic rewrites methods of its own at the start of an app. Only so does it keep the originals for the next app in the
# process; and two apps must not start at the same time.
Sanic.test_mode = True
_one_at_a_time = threading.Lock()


class Stage:
    """``base`` is its address while it is open. Each has its own loop in its own thread, so what blocks one is not felt
    on another. ``settings`` are those of the channels (``.env.example``)."""

    def __init__(self, model: Model, folder: Path, settings: Mapping[str, str]) -> None:
        self.base = ""
        self._model, self._settings = model, settings
        self._database = Database(folder / "conversations.sqlite")
        self._actions = Actions()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._app: Sanic | None = None
        self._server: AsyncioServer | None = None
        self._thread.start()

    def open(self) -> Stage:
        """Serve from now on."""
        with _one_at_a_time:
            self._run(self._open())
        return self

    def close(self) -> None:
        """Finish what was begun, and end."""
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_END_S)

    def restart(self) -> None:
        """Everything that is only remembered is gone; what is stored stays. The address is a new one."""
        self._run(self._stop())
        self.open()

    def let_pass(self, seconds: float) -> None:
        """Time passes."""
        self._database.let_pass(seconds)
        if store := conversations_of(self._agent):
            store.let_go()

    @contextmanager
    def during(self, fault: str | None, conversations: list[str]) -> Iterator[None]:
        """A fault for these conversations. Faults of anything but the actions are felt by everybody on this stage."""
        if fault is None:
            yield
            return
        agent = self._agent
        processor = agent.processor
        if fault in (NLU_FAILS, NO_MODEL):
            agent.processor = self._model.broken(agent) if fault == NLU_FAILS else None
        self._actions.faults.update(dict.fromkeys(conversations, fault))
        try:
            with self._database.during(fault, conversations_of(agent).engine), jumped(fault):
                yield
        finally:
            agent.processor = processor
            for conversation in conversations:
                self._actions.faults.pop(conversation, None)

    def spoken(self, conversation: str) -> tuple[str, dict[str, Any] | None]:
        """The latest message that Rasa keeps of a conversation, and its ``turn``."""
        tracker = self._tracker(conversation)
        said = [event for event in (tracker.events if tracker else ()) if isinstance(event, BotUttered)]
        return (said[-1].text or "", said[-1].metadata.get(KEY)) if said else ("", None)

    def check(self, conversation: str) -> dict[str, Any]:
        """What the check knows of a conversation; empty before it knows anything."""
        tracker = self._tracker(conversation)
        return dict((tracker and tracker.get_slot(CHECK_SLOT)) or {})

    def why(self, conversation: str, said: str | None) -> list[str]:
        """Why the assistant did what it did last, after that was said."""
        return why(self._tracker(conversation), said)

    def _tracker(self, conversation: str) -> DialogueStateTracker | None:
        return self._run(self._agent.tracker_store.retrieve(conversation))

    @property
    def _agent(self) -> Agent:
        assert self._app, "the stage is not open"
        return self._app.ctx.agent

    async def _open(self) -> None:
        app = Sanic(f"stage_{next(_numbers)}", configure_logging=False)
        # Rasa reads credentials.yml with what the environment holds at that moment.
        with _environment({**dict.fromkeys(CHANNELS, ""), **self._settings}):
            channels = create_http_input_channels(None, str(ROOT / "credentials.yml"))
        register(channels, app, route="/webhooks/")
        app.ctx.agent = self._model.agent(self._database.path, self._actions)
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        listening.listen(200)
        server = await app.create_server(sock=listening, return_asyncio_server=True)
        await server.startup()
        await server.before_start()
        await server.after_start()
        await server.start_serving()
        self._app, self._server = app, server
        self.base = f"http://127.0.0.1:{listening.getsockname()[1]}"

    async def _stop(self) -> None:
        if self._server:
            await self._server.before_stop()
            await self._server.close()
            for connection in list(self._server.connections):
                connection.close()
            await self._server.after_stop()
        self._server = self._app = None

    def _run(self, work: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_END_S)


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """The environment with these values meanwhile."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)
