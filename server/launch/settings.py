"""Where things are and listen; each can be set in the environment, or in a file ``.env`` (``.env.example``)."""

from __future__ import annotations

import os
from pathlib import Path

from dotenv import load_dotenv

ROOT = Path(__file__).resolve().parents[2]
load_dotenv(ROOT / ".env")  # the environment itself wins
# Conversations, logs and the trained model's fingerprint; git-ignored.
STATE = Path(os.environ.get("STATE_FOLDER", ROOT / ".state"))
MODELS = ROOT / "models"
# What credentials.yml takes from the environment; .env.example says what each is.
CHANNELS = ("WEB_ORIGINS", "PUBLIC_URL", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL",
            "TELEGRAM_BOT_TOKEN", "TELEGRAM_API_URL", "LAB_PASSWORD", "LAB_BESIDE_REAL_PEOPLE", "RETENTION_DAYS")
# A message has 4,000 characters at most; a press in Slack comes with the whole message that it was on.
_LARGEST_REQUEST = 1024 * 1024
_SLOWEST_REQUEST_S = 20


def model() -> Path | None:
    """The trained model to answer with; None for the one that fits what is here, trained when needed."""
    return Path(os.environ["MODEL"]) if os.environ.get("MODEL") else None


def logs_in_files() -> bool:
    """Whether the servers write to files in the state folder, or to standard output (``LOGS=stdout``)."""
    return os.environ.get("LOGS") != "stdout"


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
        "SANIC_HOST": "127.0.0.1", "SANIC_REQUEST_MAX_SIZE": str(_LARGEST_REQUEST),
        "SANIC_REQUEST_TIMEOUT": str(_SLOWEST_REQUEST_S), "PGCONNECT_TIMEOUT": "2",
        "ACTIONS_URL": os.environ.get("ACTIONS_URL", f"http://127.0.0.1:{actions_port()}/webhook"),
        **{name: os.environ.get(name, "") for name in CHANNELS},
        "CONVERSATIONS_URL": os.environ.get("CONVERSATIONS_URL") or f"sqlite:///{STATE / 'conversations.sqlite'}",
        "LOCKS_URL": os.environ.get("LOCKS_URL", "")}
