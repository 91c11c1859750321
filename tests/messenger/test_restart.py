"""Starting without the platforms, ending in the middle of an answer, and going on afterwards (P10)."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx

from server.launch.shell import free_port
from stories.platforms.platform import Fault
from stories.platforms.slack_api import SlackApi
from stories.platforms.slack_person import SlackPerson, read
from stories.platforms.telegram_api import TelegramApi
from stories.platforms.telegram_person import TelegramPerson
from tests.conftest import Assistant


def test_p10_no_turn_is_lost_over_start_and_end(tmp_path: Path, channels: dict[str, str]) -> None:
    slack_api, telegram_api, slack_port, telegram_port = SlackApi(), TelegramApi(), free_port(), free_port()
    server = Assistant(tmp_path, **{**channels, "SLACK_API_URL": f"http://127.0.0.1:{slack_port}/api/",
                                    "TELEGRAM_API_URL": f"http://127.0.0.1:{telegram_port}"})
    try:
        server.start()  # neither platform can be reached
        on_telegram, on_slack = TelegramPerson(server.base, telegram_api), SlackPerson(server.base, slack_api)
        waiting = threading.Thread(target=on_telegram.send, kwargs={"text": "my calf keeps twitching"})
        waiting.start()
        on_slack.send(text="my calf keeps twitching")
        time.sleep(1)
        with slack_api.up(slack_port), telegram_api.up(telegram_port):
            assert "Do any of these" in on_telegram.next()["text"] and "Do any of these" in read(on_slack.next())
            waiting.join()

            telegram_api.fail("sendMessage", on_telegram.chat, Fault(seconds=3))
            answered = on_telegram.update(text="none")
            waiting = threading.Thread(target=_deliver, args=(on_telegram, answered))
            waiting.start()
            telegram_api.wait_asked("sendMessage", on_telegram.chat, 2)
            server.stop()
            assert "take baclofen" in on_telegram.next()["text"], "what was begun is brought to its end"
            waiting.join()

            server.start()
            # Not acknowledged before the end, so Telegram delivers it again: the same answer and no second turn.
            assert on_telegram.post(answered).status_code == 200
            assert "take baclofen" in on_telegram.next()["text"]
            assert "nerves or the spine" in on_telegram.pressed("No")["text"]
            assert "take baclofen" in read(on_slack.pressed("None of these"))
    finally:
        server.stop()


def _deliver(person: TelegramPerson, update: object) -> None:
    with suppress(httpx.HTTPError):  # the server ends meanwhile
        person.post(update)
