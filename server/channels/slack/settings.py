"""What the environment says about Slack. Importable without Rasa: mistakes are told before anything starts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.channels.settings import WrongSetting, setting

_TOKEN = re.compile(r"xoxb-[A-Za-z0-9-]{10,250}")
_SECRET = re.compile(r"[0-9a-f]{32,64}")
_API = re.compile(r"https?://[^\s/]+(/[^\s]*)?/")


@dataclass(frozen=True)
class SlackSettings:
    """The bot's token, the secret that Slack signs its requests with, and the address of Slack's API."""

    token: str
    signing_secret: str
    api: str

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> SlackSettings | None:
        """From settings by name; None when Slack is not used. Raises :class:`WrongSetting`."""
        token = setting(values, "SLACK_BOT_TOKEN", _TOKEN,
                        'it is the "Bot User OAuth Token" of the page "OAuth & Permissions" and begins with xoxb-')
        secret = setting(values, "SLACK_SIGNING_SECRET", _SECRET,
                         'it is the "Signing Secret" of the page "Basic Information", 32 characters 0-9 and a-f')
        api = setting(values, "SLACK_API_URL", _API, "it is an address ending with /, as https://slack.com/api/ does")
        if bool(token) != bool(secret):
            missing = "SLACK_SIGNING_SECRET" if token else "SLACK_BOT_TOKEN"
            raise WrongSetting(f"Slack needs two settings, and {missing} is missing (docs/slack.md); "
                               "without both Slack is off.")
        return cls(token, secret, api or "https://slack.com/api/") if token else None
