"""The routes to models and runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from server.channels.request import BadRequest, read_body
from server.launch.settings import MODELS
from stories.lab.door import Door
from stories.lab.runs import Runs
from stories.lab.talk import agent_of

_STORY = re.compile(r"[a-z0-9][a-z0-9_]*(/[a-z0-9][a-z0-9_]*)?")


def add_runs(door: Door) -> None:
    """The routes ``models`` and ``runs``. What still runs ends with the server."""
    runs = Runs()

    @door.get("/models")
    async def models(request: Request) -> HTTPResponse:
        known = _models(agent_of(request))
        return response.json([{"name": path.name, "loaded": path == known[0], "trained": _trained(path)}
                              for path in known])

    @door.post("/runs")
    async def start(request: Request) -> HTTPResponse:
        body = read_body(request, '{"only": null, "model": null, "against": null}')
        known = _models(agent_of(request))
        model, against = _model(known, body.get("model")) or known[0], _model(known, body.get("against"))
        if model == against:
            raise BadRequest("choose two different models to compare")
        return response.json({"run": runs.start(_only(body.get("only")), model, against).id})

    @door.get("/runs")
    async def latest(request: Request) -> HTTPResponse:
        return response.json([{"run": run.id, "state": run.state} for run in runs.latest()])

    @door.get("/runs/<one:str>")
    async def follow(request: Request, one: str) -> HTTPResponse:
        since = request.args.get("since", "0")
        return response.json(runs.run(one).as_dict(int(since) if since.isdecimal() else 0), ensure_ascii=False)

    @door.post("/runs/<one:str>/stop")
    async def stop(request: Request, one: str) -> HTTPResponse:
        await runs.run(one).stop()
        return response.json({"stopped": True})

    @door.blueprint.listener("before_server_stop")
    async def end(app: Sanic, loop: Any) -> None:
        await runs.stop()


def _models(agent: Agent | None) -> list[Path]:
    """Files of trained models, the loaded one first. Raises :class:`BadRequest` while none is loaded."""
    if agent is None or agent.processor is None:
        raise BadRequest("the assistant has no model", 503)
    loaded = Path(agent.processor.model_path)
    return [loaded, *sorted(path for path in MODELS.glob("*.tar.gz") if path.name != loaded.name)]


def _trained(path: Path) -> float | None:
    """When it was trained, in seconds as clocks count; None when its file is gone."""
    try:
        return path.stat().st_mtime
    except OSError:
        return None


def _model(known: list[Path], name: Any) -> Path | None:
    """The model of that name; None for none. Raises :class:`BadRequest`."""
    if name is None:
        return None
    found = next((path for path in known if path.name == name), None)
    if found is None:
        raise BadRequest("there is no such model")
    return found


def _only(given: Any) -> list[str] | None:
    """Names of stories or behaviours; None for all. Raises :class:`BadRequest`."""
    if given is None:
        return None
    if not isinstance(given, list) or not given or not all(
            isinstance(name, str) and _STORY.fullmatch(name) for name in given):
        raise BadRequest("'only' must be a list of names like behaviour or behaviour/a_sentence, or null for all")
    return given
