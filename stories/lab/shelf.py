"""The routes to story files, and from judged turns to the text of a story."""

from __future__ import annotations

import asyncio
from typing import Any

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from server.channels.request import BadRequest, read_body
from stories.lab.door import Door
from stories.lab.files import listed, problems_of, save, text_of
from stories.lab.talk import agent_of
from stories.lab.words import words
from stories.writing import as_yaml


def add_shelf(door: Door) -> None:
    """The routes ``stories``, ``story``, ``check``, ``save``, ``compose`` and ``words``. Files are read beside the loop
    in which the assistant answers."""
    @door.get("/stories")
    async def stories(request: Request) -> HTTPResponse:
        return response.json(await asyncio.to_thread(listed), ensure_ascii=False)

    @door.get("/story")
    async def story(request: Request) -> HTTPResponse:
        return response.json({"text": await asyncio.to_thread(text_of, request.args.get("path"))}, ensure_ascii=False)

    @door.post("/check")
    async def check(request: Request) -> HTTPResponse:
        text = read_body(request, '{"text": "..."}').get("text")
        if not isinstance(text, str):
            raise BadRequest("'text' must be a text")
        return response.json({"problems": await asyncio.to_thread(problems_of, text)}, ensure_ascii=False)

    @door.post("/save")
    async def keep(request: Request) -> HTTPResponse:
        body = read_body(request, '{"path": "behaviour/a_sentence", "text": "...", "replace": false}')
        saved = await asyncio.to_thread(save, body.get("path"), body.get("text"), body.get("replace") is True)
        return response.json({"saved": saved})

    @door.post("/compose")
    async def compose(request: Request) -> HTTPResponse:
        title, turns = _composed(read_body(request, '{"story": "...", "turns": []}'))
        return response.json({"text": as_yaml(title, turns)}, ensure_ascii=False)

    @door.get("/words")
    async def known(request: Request) -> HTTPResponse:
        agent = agent_of(request)
        responses = agent.domain.responses if agent and agent.domain else {}
        return response.json(await asyncio.to_thread(words, responses), ensure_ascii=False)


def _composed(body: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """Title and turns. What is in the turns is checked where all stories are. Raises :class:`BadRequest`."""
    title, turns = body.get("story"), body.get("turns")
    if not isinstance(title, str) or not isinstance(turns, list):
        raise BadRequest("'story' must be a text and 'turns' a list")
    if not all(isinstance(turn, dict) and isinstance(turn.get("bot", {}), dict) for turn in turns):
        raise BadRequest("each turn must be an object, and its 'bot' one too")
    return title, turns
