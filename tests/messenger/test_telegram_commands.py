"""``make telegram ARGS=...`` against the Bot API: registering, status, removing, and polling without an address."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from server.channels.telegram.settings import TelegramSettings
from server.launch.settings import ROOT
from stories.platforms.both import PUBLIC
from stories.platforms.telegram_api import TOKEN, TelegramApi
from stories.platforms.telegram_person import SECRET, TelegramPerson
from tests.conftest import Assistant


@pytest.fixture
def own_api() -> Iterator[TelegramApi]:
    api = TelegramApi()
    with api.up():
        yield api


def start(command: str, api: TelegramApi, **more: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": api.base, "PUBLIC_URL": PUBLIC,
                   **more}
    return subprocess.Popen([sys.executable, "-m", "server.channels.telegram", command], cwd=ROOT, env=environment,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(command: str, api: TelegramApi, **more: str) -> tuple[int, str]:
    process = start(command, api, **more)
    out, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors, errors
    return process.returncode, out


def test_registering_tells_address_secret_and_menu(own_api: TelegramApi) -> None:
    code, out = run("register", own_api)
    assert code == 0 and f"{PUBLIC}/webhooks/telegram/webhook" in out and "@muscle_test_bot" in out
    assert own_api.webhook["secret_token"] == SECRET
    assert own_api.webhook["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    commands = next(asked["commands"] for method, asked in own_api.calls if method == "setMyCommands")
    assert [c["command"] for c in commands] == ["start", "check", "help", "summary", "stop", "privacy", "forget"]


def test_status_and_remove(own_api: TelegramApi) -> None:
    assert "no webhook is registered" in run("status", own_api)[1]
    own_api.webhook = {"url": f"{PUBLIC}/webhooks/telegram/webhook"}
    code, out = run("status", own_api, PUBLIC_URL="https://moved.example")
    assert code == 0 and PUBLIC in out and "502" in out and "make telegram ARGS=register" in out
    assert run("remove", own_api)[0] == 0 and own_api.webhook["url"] == ""


@pytest.mark.parametrize(("more", "says"), [
    ({"TELEGRAM_BOT_TOKEN": ""}, "TELEGRAM_BOT_TOKEN is missing"), ({"TELEGRAM_BOT_TOKEN": "x"}, "cannot be right"),
    ({"PUBLIC_URL": ""}, "PUBLIC_URL is missing"), ({"TELEGRAM_BOT_TOKEN": TOKEN[:-1] + "1"}, "does not know this"),
    ({"TELEGRAM_API_URL": "http://127.0.0.1:9"}, "Connect")])
def test_what_is_wrong_is_said_in_one_line(own_api: TelegramApi, more: dict[str, str], says: str) -> None:
    code, out = run("register", own_api, **more)
    assert code == 1 and says in out and out.count("\n") == 1 and TOKEN not in out


def test_polling_does_not_take_messages_from_a_webhook(own_api: TelegramApi) -> None:
    own_api.webhook = {"url": f"{PUBLIC}/webhooks/telegram/webhook"}
    code, out = run("poll", own_api)
    assert code == 1 and "make telegram ARGS=remove" in out and own_api.webhook["url"]


def test_polling_hands_messages_over_and_survives_trouble(assistant: Assistant, telegram_api: TelegramApi) -> None:
    """The bot answers through the same fake Telegram that the assistant knows."""
    person = TelegramPerson(assistant.base, telegram_api)
    first, second = person.update(text="hello"), person.update(text="does baclofen stop twitching")
    telegram_api.updates = [first, second]
    process = start("poll", telegram_api, PORT=str(assistant.port), HOST="127.0.0.1")
    try:
        assert "Not reliably" in person.next(2)["text"]
        end = time.monotonic() + 10
        while telegram_api.updates and time.monotonic() < end:
            time.sleep(0.1)
        assert not telegram_api.updates, "Telegram need not keep what the assistant has"
    finally:
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=20)
    assert process.returncode == 0 and "Write to @muscle_test_bot" in out


def test_polling_waits_for_an_assistant_that_is_not_there(own_api: TelegramApi) -> None:
    own_api.updates = [TelegramPerson("", own_api).update(text="hello")]
    process = start("poll", own_api, PORT="9")
    assert process.stdout
    said = [process.stdout.readline() for _ in range(2)]
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert "Waiting for the assistant" in said[1] and own_api.updates, "nothing is lost"


def test_the_secret_follows_from_the_token_and_nothing_else() -> None:
    other = TelegramSettings(TOKEN[:-1] + "1", "", "")
    assert other.secret != SECRET and TelegramSettings(TOKEN, "https://x", "https://y").secret == SECRET
