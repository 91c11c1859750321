"""Whether the assistant can do all it should: model, actions, database, locks, and with which knowledge."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import sqlalchemy as sa
from rasa.core.agent import Agent

from server.knowledge_version import knowledge_version
from server.store.conversations import conversations_of
from server.store.locks import Locks

_LONGEST_WAIT = aiohttp.ClientTimeout(total=2)


async def readiness(agent: Agent | None) -> dict[str, Any]:
    """Each part with what it is and whether it works; ``ready`` is whether all do."""
    actions, database, locks = await asyncio.gather(_actions(agent), _database(agent), _locks(agent))
    parts = {"model": _model(agent), "actions": actions, "database": database, "locks": locks}
    return {"ready": all(part["works"] for part in parts.values()), **parts, "knowledge": knowledge_version()}


def _model(agent: Agent | None) -> dict[str, Any]:
    return {"works": bool(agent and agent.is_ready()), "id": agent.model_id if agent else None}


async def _actions(agent: Agent | None) -> dict[str, Any]:
    endpoint = agent.action_endpoint if agent else None
    if endpoint is None:
        return {"works": False}
    health = endpoint.url.rsplit("/", 1)[0] + "/health"
    try:
        async with aiohttp.ClientSession(timeout=_LONGEST_WAIT) as session, session.get(health) as answer:
            return {"works": answer.status == 200}
    except (aiohttp.ClientError, OSError, asyncio.TimeoutError):
        return {"works": False}


async def _database(agent: Agent | None) -> dict[str, Any]:
    """Whether it is the one that was configured, and answers: Rasa would go on with another one."""
    store = conversations_of(agent)
    if store is None:
        return {"works": False, "kind": type(agent.tracker_store).__name__ if agent else None}
    try:
        await store.database.run(lambda connection: connection.execute(sa.text("SELECT 1")).scalar())
    except sa.exc.SQLAlchemyError:
        return {"works": False, "kind": store.engine.dialect.name}
    return {"works": True, "kind": store.engine.dialect.name}


async def _locks(agent: Agent | None) -> dict[str, Any]:
    locks = agent.lock_store if agent else None
    if not isinstance(locks, Locks):
        return {"works": False, "kind": type(locks).__name__}
    return {"works": await locks.reachable(), "kind": "redis" if locks.shared else "this process"}
