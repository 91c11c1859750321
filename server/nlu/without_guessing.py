"""What a message wants where the rules alone can tell, so that the classifier need not be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.nlu import keys
from server.understanding.reading import Reading
from server.understanding.screen import screen
from triage import Knowledge


def without_guessing(knowledge: Knowledge, reading: Reading, foreign: Mapping[str, Any] | None) -> str | None:
    """The intent of a message in another language, of the name of a country, and of a plain answer. None where it takes
    a guess, and for an alarm, which is weighed against what the message sounds like."""
    if foreign and foreign["danger"]:
        return keys.OTHER_LANGUAGE_DANGER
    if screen(knowledge, reading):
        return None
    if foreign:
        return keys.OTHER_LANGUAGE
    if reading.country:
        return keys.COUNTRY
    if reading.answer and (reading.answer.whole or reading.answer.kind == "choice"):
        return keys.ANSWER
    return None
