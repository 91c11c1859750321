"""What must be true of a reply, and what is not."""

from __future__ import annotations

from typing import Any

from stories.people.person import Seen
from stories.vocabulary import NOTHING
from triage import shipped

_EMPTY = {"triage": {"level": None, "final": False, "rules": [], "asking": [], "movement": None}, "topic": None,
          "offers": []}


def facts_of(seen: Seen) -> dict[str, Any]:
    """What a reply says in the words of :data:`~stories.vocabulary.EXPECTATIONS`."""
    turn = seen.turn or _EMPTY
    triage = turn["triage"]
    return {"level": triage["level"] or NOTHING, "rules": triage["rules"], "asks about": triage["asking"],
            "topic": turn["topic"] or NOTHING, "offers": turn["offers"], "movement": triage["movement"] or NOTHING,
            "buttons": list(seen.buttons), "final": triage["final"]}


def differences(expected: dict[str, Any], seen: Seen) -> list[str]:
    """What of it is not as expected, as sentences; that every message ends with a closing line is always expected."""
    facts, said = facts_of(seen), seen.text.lower()
    wrong = [] if _unclosed(seen.text) != seen.text else ["it does not end by urging to see a clinician"]
    for word, wanted in expected.items():
        if word == "says":
            wrong += [f'it does not say "{words}"' for words in wanted if words.lower() not in said]
        elif word == "never says":
            wrong += [f'it says "{words}"' for words in wanted if words.lower() in said]
        elif word == "says nothing else":
            rest = _rest(seen.text, expected.get("says", ()))
            wrong += [f'it also says "{rest}"'] if rest else []
        else:
            wrong += _unlike(word, wanted, facts)
    return wrong


def _unlike(word: str, wanted: Any, facts: dict[str, Any]) -> list[str]:
    """One fact compared: ids and titles are among those there, everything else is equal."""
    ranks = {level.id: level.rank for level in shipped().levels.values()}
    if word in ("level at least", "level at most"):
        rank = ranks.get(facts["level"], 0)
        right = rank >= ranks[wanted] if word == "level at least" else 0 < rank <= ranks[wanted]
        return [] if right else [f'"{word}: {wanted}" is not so: the level is {facts["level"]}']
    there = facts["asks about" if word in ("asks", "never asks about") else word]
    if word == "asks":
        right = bool(there) != (wanted == NOTHING)
    elif word == "never asks about":
        right = not set(wanted) & set(there)
    elif isinstance(there, list):
        right = not there if wanted == NOTHING else set(wanted) <= set(there)
    else:
        right = wanted == there
    return [] if right else [f'"{word}: {_listed(wanted)}" is not so: it is {_listed(there)}']


def _listed(value: Any) -> str:
    return (", ".join(map(str, value)) or NOTHING) if isinstance(value, list) else str(value)


def _rest(text: str, said: list[str]) -> str:
    """What is left of a message without its closing line and these words."""
    left = _unclosed(text)
    for words in said:
        place = left.lower().find(words.lower())
        if place >= 0:
            left = left[:place] + left[place + len(words):]
    return " ".join(left.split()).strip(" .,:;")


def _unclosed(text: str) -> str:
    closings = [level.closing for level in shipped().levels.values() if text.endswith(level.closing)]
    return text.removesuffix(closings[0]) if closings else text
