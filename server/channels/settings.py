"""What the environment sets for a channel, and how a mistake in it is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


class WrongSetting(ValueError):
    """Something in the environment cannot be right; the message names it and what is right."""


def setting(values: Mapping[str, Any], name: str, form: re.Pattern[str], right: str) -> str:
    """A setting of that form, "" when it is not set. Raises :class:`WrongSetting`, which never repeats the value: that
    may be most of a secret."""
    value = str(values.get(name) or "").strip()
    if value and not form.fullmatch(value):
        raise WrongSetting(f"{name} cannot be right: {right}.")
    return value
