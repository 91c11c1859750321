"""Where things are and listen; each can be set in the environment."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Conversations, logs and the trained model's fingerprint; git-ignored.
STATE = Path(os.environ.get("STATE_FOLDER", ROOT / ".state"))
MODELS = ROOT / "models"


def host() -> str:
    """Address to listen on. Only this machine by default: put a proxy with TLS in front for others."""
    return os.environ.get("HOST", "127.0.0.1")


def port() -> int:
    """The assistant's port."""
    return int(os.environ.get("PORT", "5005"))


def actions_port() -> int:
    """The action server's port; it listens on this machine only, whatever HOST says."""
    return int(os.environ.get("ACTIONS_PORT", "5055"))


def environment() -> dict[str, str]:
    """Environment of both servers: quiet libraries, no telemetry, our paths."""
    STATE.mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "PYTHONWARNINGS": "ignore",
        "SANIC_HOST": "127.0.0.1",
        "ACTIONS_URL": os.environ.get("ACTIONS_URL", f"http://127.0.0.1:{actions_port()}/webhook"),
        # Websites that may use the chat, besides the assistant's own pages.
        "WEB_ORIGINS": os.environ.get("WEB_ORIGINS", ""),
        "CONVERSATIONS_DB": os.environ.get("CONVERSATIONS_DB", str(STATE / "conversations.sqlite"))}
