"""Both platforms, and the settings with which an assistant serves all channels over them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from stories.platforms import slack_api, telegram_api
from stories.platforms.slack_api import SlackApi
from stories.platforms.telegram_api import TelegramApi

# A website that may use the assistant, and where the world reaches the assistant; nobody ever looks for them.
SITE, PUBLIC = "http://website.test", "https://assistant.test"


class Platforms:
    """``slack`` and ``telegram``."""

    def __init__(self) -> None:
        self.slack, self.telegram = SlackApi(), TelegramApi()

    @contextmanager
    def up(self) -> Iterator[Platforms]:
        """Serving meanwhile."""
        with self.slack.up(), self.telegram.up():
            yield self

    def settings(self) -> dict[str, str]:
        """For the assistant's environment."""
        return {"WEB_ORIGINS": SITE, "PUBLIC_URL": PUBLIC, "SLACK_BOT_TOKEN": slack_api.TOKEN,
                "SLACK_SIGNING_SECRET": slack_api.SECRET, "SLACK_API_URL": f"{self.slack.base}/api/",
                "TELEGRAM_BOT_TOKEN": telegram_api.TOKEN, "TELEGRAM_API_URL": self.telegram.base}
