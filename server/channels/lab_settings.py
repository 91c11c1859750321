"""What the environment says about the story lab (``stories/lab``). Importable without Rasa: mistakes are told before
anything starts."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.channels.settings import WrongSetting, setting

_PASSWORD = re.compile(r".{12,200}")
_CONSENT = re.compile(r"yes", re.IGNORECASE)
# Any of these set means that people reach the assistant.
_PEOPLE = ("WEB_ORIGINS", "SLACK_BOT_TOKEN", "TELEGRAM_BOT_TOKEN")


@dataclass(frozen=True)
class LabSettings:
    """The password that opens the lab."""

    password: str

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> LabSettings | None:
        """From settings by name; None when the lab is off. Raises :class:`WrongSetting`, also where real people seem
        to use the assistant and nobody has said that the lab may run beside them."""
        password = setting(values, "LAB_PASSWORD", _PASSWORD, "it is a password of at least 12 characters")
        consent = setting(values, "LAB_BESIDE_REAL_PEOPLE", _CONSENT, "it is yes, or left out")
        if not password:
            return None
        sign = _sign_of_people(values)
        if sign and not consent:
            raise WrongSetting(f"The story lab is for testing, and {sign} means that real people may use this "
                               "assistant; leave LAB_PASSWORD out, or say LAB_BESIDE_REAL_PEOPLE=yes.")
        return cls(password)


def _sign_of_people(values: Mapping[str, Any]) -> str | None:
    """The setting that tells of real people; None when there is none."""
    if not _is_this_machine(str(values.get("HOST") or "127.0.0.1").strip()):
        return "HOST"
    return next((name for name in _PEOPLE if str(values.get(name) or "").strip()), None)


def _is_this_machine(host: str) -> bool:
    """Whether only this machine can reach that address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
