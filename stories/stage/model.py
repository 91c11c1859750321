"""Rasa with a trained model, loaded once; every stage makes its agent from it."""

from __future__ import annotations

import copy
import logging
from pathlib import Path

import yaml
from rasa.core.agent import Agent
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig
from rasa.utils.log_utils import configure_structlog

from server.launch.only_once import only_once
from server.launch.settings import ROOT
from server.store.conversations import Conversations
from server.store.locks import Locks


class Model:
    """A trained model at ``path``, with the generator of ``endpoints.yml``. Loading takes some ten
    seconds."""

    def __init__(self, path: Path) -> None:
        # Unconfigured, Rasa prints what people say.
        configure_structlog(logging.CRITICAL)
        logging.getLogger("rasa").setLevel(logging.CRITICAL)
        only_once()
        self.path = path
        endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
        self._generator = EndpointConfig(**endpoints["nlg"])
        self._loaded = Agent.load(path, domain=Domain.empty(), generator=self._generator)

    def agent(self, database: Path, actions: EndpointConfig) -> Agent:
        """An agent that keeps its conversations in that file."""
        loaded = self._loaded
        store = Conversations(loaded.domain, host=f"sqlite:///{database}")
        agent = Agent(loaded.domain, self._generator, store, Locks(), actions)
        agent.nlg.responses = loaded.domain.responses  # as Rasa does after loading
        agent.processor = processor = copy.copy(loaded.processor)
        processor.tracker_store, processor.lock_store = agent.tracker_store, agent.lock_store
        processor.nlg, processor.action_endpoint = agent.nlg, actions
        return agent

    def broken(self, agent: Agent) -> MessageProcessor:
        """That agent's processor, with an understanding that raises an error at every message."""
        processor = copy.copy(agent.processor)
        processor.graph_runner = None
        return processor
