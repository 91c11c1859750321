"""Why this answer, in one plain sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from server.channels.guard import LONGEST_TEXT
from server.nlu import keys
from server.nlu.router import Router
from stories.lab.turns import LookedInto
from triage import shipped

_PRESSED = "A button was pressed, so nothing had to be guessed: the button says what is meant."


def why(turn: LookedInto) -> str:
    """The reason that decided; what follows from it is told elsewhere."""
    if turn.reply.fallback:
        return _by_itself(turn)
    if turn.pressed:
        return _PRESSED
    data, name = turn.understood, turn.intent["name"]
    if foreign := data.get(keys.FOREIGN):
        return f"The message is not in English (language: {foreign['code']}), so a fixed text was given."
    if name == keys.EMERGENCY:
        rules = data[keys.ALARM]["rules"]
        return (f"Words of danger ({_quoted(turn)}) made {'this rule' if len(rules) == 1 else 'these rules'} fire by "
                f"themselves: {', '.join(rules)}. So what to do was said at once, ahead of everything else.")
    if name == keys.MAY_BE_EMERGENCY:
        return _made_sure(data)
    if name == keys.COUNTRY:
        return "The message is the name of a country, which decides whose phone numbers are given."
    if name == keys.ANSWER:
        return "The message is a plain answer to what was asked or offered just before."
    if name == keys.REPORT:
        return _reported(turn)
    if name == keys.OFFER:
        return f"Too unsure to answer one topic ({_chances(data)}), so the likeliest topics were offered."
    if name == keys.NOT_UNDERSTOOD:
        return f"Nothing was understood well enough ({_chances(data)}), so it said so."
    return f"The classifier was sure enough of what is wanted: {_chances(data)}."


def _by_itself(turn: LookedInto) -> str:
    """Why the channel spoke and not the assistant's inside."""
    if turn.reply.turn["triage"]["rules"]:
        return ("The assistant's inside could not answer, so the channel looked through the message by itself and "
                "found words of danger in it.")
    if not turn.said.strip():
        return "The channel spoke by itself, because there were no words."
    if len(turn.said) > LONGEST_TEXT:
        return f"The channel spoke by itself, because the message is longer than {LONGEST_TEXT} characters."
    if turn.said.startswith("/"):
        return "The channel spoke by itself, because such a button was never offered in this conversation."
    return "The channel spoke by itself, because the assistant's inside gave no answer in time."


def _made_sure(data: dict[str, Any]) -> str:
    suspects = data[keys.SUSPECTS]
    distance = (data.get(keys.DANGER) or {}).get("distance", 0.0)
    if suspects["alarming"]:
        return (f"No listed words of danger, but the second ear hears an emergency ({distance:.2f}; from "
                f"{Router.get_default_config()['alarming']} on it does), so what it may be was asked at once.")
    return (f"There are words of danger ({_labels(suspects['findings'])}), but the message as a whole sounds calm "
            f"({distance:.2f}), so it was made sure of first.")


def _reported(turn: LookedInto) -> str:
    """A report: of what, and what else came with it."""
    data = turn.understood
    values = (data.get(keys.READING) or {}).get("told") or {}
    has, has_not = (_labels(finding for finding in values if values[finding] == value) for value in ("yes", "no"))
    told = (f"It tells something about the person ({has})" if has else
            f"It tells what the person does not have ({has_not})" if has_not else
            "It sounds like telling of a complaint")
    if data.get(keys.ELSEWHERE):
        return f"{told}, but in a message that wants something else altogether."
    if topic := data.get(keys.TOPIC):
        return f"{told}, so the check takes it up, and answers the question about {_plain(topic)} on the way."
    if data.get(keys.OFFERS):
        return f"{told}, so the check takes it up; it may also be a question ({_chances(data)})."
    return f"{told}, so the check takes it up."


def _quoted(turn: LookedInto) -> str:
    """The words behind an alarm: those of findings that made its rules fire."""
    because = {finding for fired in turn.view.fired for finding in fired.because_of}
    mentions = [m for m in (turn.understood.get(keys.READING) or {}).get("mentions") or ()
                if m["finding"] in because and m["context"] == "current" and m["value"] == "yes"]
    words: list[str] = []
    end = 0
    for mention in sorted(mentions, key=lambda m: (m["start"], -m["end"])):
        if mention["start"] >= end:  # of words that overlap the first, which begin with it
            words.append(f'"{mention["text"]}"')
            end = mention["end"]
    return ", ".join(words) or "in other words"


def _labels(findings: Iterable[str]) -> str:
    return "; ".join(shipped().findings[finding].short for finding in findings if finding in shipped().findings)


def _chances(data: dict[str, Any]) -> str:
    """The two likeliest guesses with their chances."""
    ranking = data.get(keys.RANKING) or data.get("intent_ranking") or []
    told = [f"{_plain(entry['name'])} {entry['confidence']:.2f}" for entry in ranking[:2]]
    return " against ".join(told) or "there was nothing to guess from"


def _plain(intent: str) -> str:
    return intent.removeprefix(keys.TOPIC_PREFIX).replace("_", " ")
