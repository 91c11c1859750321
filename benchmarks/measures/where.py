"""Where the time of one message goes: a stopwatch on each part, in a process of its own (it prints JSON).

The action server is a real one. What the channel and the network take is the rest of a message over HTTP, which the
caller knows.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.talking import messages, somebody
from server.launch.lean import leave_out_tensorflow
from server.launch.settings import ROOT, environment
from server.launch.shell import free_port
from server.launch.training import model_path

READING, CLASSIFIER, ROUTER, POLICY, ACTION, SAID, LOADING, SAVING = (
    "reading the message", "classifier", "router", "policy", "action server", "wording", "reading the store",
    "writing the store")
RASA = "Rasa around them"


def where(rounds: int) -> dict[str, dict[str, float]]:
    """Median milliseconds of each part, for a fact and for a step of the check."""
    done = subprocess.run([sys.executable, "-W", "ignore", "-m", "benchmarks.measures.where", str(rounds)], cwd=ROOT,
                          env=environment(), capture_output=True, text=True, check=True)
    found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return found


class _Stopwatch:
    """Milliseconds of each part, of the turn that is being measured."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)

    def on(self, owner: Any, name: str, part: str) -> None:
        """Time every call of that method."""
        method = getattr(owner, name)
        setattr(owner, name, self._awaited(method, part) if asyncio.iscoroutinefunction(method)
                else self._called(method, part))

    def _called(self, method: Callable[..., Any], part: str) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            begun = time.perf_counter()
            try:
                return method(*args, **kwargs)
            finally:
                self.spent[part] += (time.perf_counter() - begun) * 1000
        return timed

    def _awaited(self, method: Callable[..., Any], part: str) -> Callable[..., Any]:
        async def timed(*args: Any, **kwargs: Any) -> Any:
            begun = time.perf_counter()
            try:
                return await method(*args, **kwargs)
            finally:
                self.spent[part] += (time.perf_counter() - begun) * 1000
        return timed


@contextmanager
def _action_server() -> Any:
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "rasa_sdk", "--actions", "actions.triage_action", "--port", str(port)],
                          cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            yield f"http://127.0.0.1:{port}/webhook"
        finally:
            server.terminate()


async def _measure(rounds: int, folder: Path, actions: str) -> dict[str, dict[str, float]]:
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
    from rasa.utils.endpoints import EndpointConfig

    from server.nlu.intent_classifier import IntentClassifier
    from server.nlu.meaning import MeaningEmbedder
    from server.nlu.message_reader import MessageReader
    from server.nlu.router import Router
    from server.routes import Routes
    from server.speech.generator import Speech
    from server.store.conversations import Conversations
    from stories.stage.model import Model

    watch = _Stopwatch()
    for owner, name, part in ((MessageReader, "process", READING), (MeaningEmbedder, "process", CLASSIFIER),
                              (IntentClassifier, "process", CLASSIFIER),
                              (Router, "process", ROUTER), (Routes, "predict_action_probabilities", POLICY),
                              (EndpointConfig, "request", ACTION), (Speech, "generate", SAID),
                              (Conversations, "retrieve", LOADING), (Conversations, "save", SAVING)):
        watch.on(owner, name, part)
    agent = Model(model_path()).agent(folder / "conversations.sqlite",
                                      EndpointConfig(actions, enable_selective_domain=True))

    async def turn(sender: str, message: str) -> dict[str, float]:
        watch.spent.clear()
        out = CollectingOutputChannel()
        begun = time.perf_counter()
        await agent.handle_message(UserMessage(message, out, sender, None, "rest"))
        taken = (time.perf_counter() - begun) * 1000
        assert out.messages, message
        return {**watch.spent, RASA: taken - sum(watch.spent.values())}

    facts = [await turn(somebody(), message)
             for message in itertools.islice(itertools.cycle(messages().facts), rounds)]
    steps = []
    while len(steps) < rounds:
        sender = somebody()
        await turn(sender, messages().begins)
        steps += [await turn(sender, message) for message in messages().steps]
    parts = (READING, CLASSIFIER, ROUTER, POLICY, ACTION, SAID, LOADING, SAVING, RASA)
    return {kind: {part: median(one.get(part, 0.0) for one in turns[len(turns) // 10:]) for part in parts}
            for kind, turns in (("fact", facts), ("step", steps))}


if __name__ == "__main__":
    os.environ.update(environment())
    leave_out_tensorflow(ROOT / "config.yml")
    with tempfile.TemporaryDirectory() as folder, _action_server() as address:
        time.sleep(3)
        print(json.dumps(asyncio.run(_measure(int(sys.argv[1]), Path(folder), address))))
