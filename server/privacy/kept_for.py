"""For how long conversations are kept after their last message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from server.channels.settings import setting

DEFAULT_DAYS = 30
_DAYS = re.compile(r"[1-9]\d{0,3}")


def kept_for_days(settings: Mapping[str, Any]) -> int:
    """``RETENTION_DAYS``, 1 to 9999. Raises :class:`~server.channels.settings.WrongSetting`."""
    days = setting(settings, "RETENTION_DAYS", _DAYS, "it is a number of days from 1 to 9999, for example 30")
    return int(days or DEFAULT_DAYS)
