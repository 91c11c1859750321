"""The custom actions, run in this process as the action server runs them, with its faults on demand."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from stories.vocabulary import ACTIONS_DOWN, ACTIONS_NONSENSE, slow_by

# What listens on this port belongs to the system; nobody answers there.
_NOBODY = "http://127.0.0.1:1/webhook"


class Actions(EndpointConfig):
    """Rasa's line to its actions. ``faults`` says for a conversation's id what is broken for it."""

    def __init__(self) -> None:
        super().__init__(_NOBODY)
        self.faults: dict[str, str] = {}
        self._executor = ActionExecutor()
        self._executor.register_package("actions.triage_action")

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """What the action server would answer."""
        call = kwargs["json"]
        fault = self.faults.get(call["sender_id"])
        if fault == ACTIONS_DOWN:
            return await super().request(*args, **kwargs)  # really refused
        if fault == ACTIONS_NONSENSE:
            return {"events": "none", "responses": 0}
        await asyncio.sleep((fault and slow_by(fault)) or 0)
        # Through JSON as over the network, so that nothing shared stands in for something sent.
        return json.loads(json.dumps(await self._executor.run(json.loads(json.dumps(call)))))
