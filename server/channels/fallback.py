"""What a channel can say by itself, when Rasa, the action server or the store could not."""

from __future__ import annotations

from functools import lru_cache

from server.channels.reply import Reply
from server.speech.parts import Parts
from server.speech.turn import turn
from server.understanding.screen import screen
from server.understanding.understanding import understanding
from triage import shipped


@lru_cache(maxsize=1)
def _closings() -> tuple[str, ...]:
    return tuple(level.closing for level in shipped().levels.values())


def closed(text: str) -> str:
    """The text with a closing line, added if it has none (P1)."""
    text = text.strip()
    if text.endswith(_closings()):
        return text
    return f"{text}\n{_plain_closing()}" if text else _plain_closing()


def _plain_closing() -> str:
    return min(shipped().levels.values(), key=lambda level: level.rank).closing


def before_closing(text: str, line: str) -> str:
    """The text with one more line ahead of its closing line."""
    closing = next((closing for closing in _closings() if text.endswith(closing)), "")
    return f"{text.removesuffix(closing)}{line}\n{closing}"


def said(text: str, country: str | None = None) -> Reply:
    """A text of the channel's own with the country's phone numbers, closed."""
    return Reply(closed(Parts(shipped(), country, False).filled(text)), fallback=True)


def said_by_the_channel(wording: str, country: str | None = None) -> Reply:
    """One of the texts of ``knowledge/language/wording.yml`` with the country's phone numbers, closed."""
    return said(Parts(shipped(), country, False).words[wording], country)


def emergency_words(text: str, country: str | None = None) -> Reply | None:
    """What to do, if the message by itself tells of danger; None otherwise."""
    knowledge = shipped()
    alarm = screen(knowledge, understanding().read(text))
    if alarm is None:
        return None
    parts = Parts(knowledge, country, False)
    level = knowledge.rule_by_id[alarm.rules[0]].level
    lines = [level.opening, parts.what_to_do(list(alarm.rules)), parts.numbers_list(), level.closing]
    return Reply(parts.filled("\n".join(lines)), [], turn(
        level=level.id, final=True, rules=list(alarm.rules), country=parts.known_country), fallback=True)
