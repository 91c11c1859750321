"""Plays the stories in this folder through the REST channel of a running assistant.

A story is one YAML file: who writes what (or presses which button), and what must be true of the reply.
See docs/stories.md for the words.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent
_ORDER = ["self_care_plus_routine", "routine", "soon_days", "urgent_same_day", "emergency_now"]
_WORDS = {"level", "level at least", "level at most", "rules", "asks", "asks about", "says", "never says", "topic",
          "offers", "movement", "buttons", "final"}


def stories() -> list[Path]:
    return sorted(FOLDER.rglob("*.yml"))


def load(path: Path) -> dict[str, Any]:
    story = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(story) <= {"story", "turns", "during"}, f"{path.name}: unknown key in {sorted(story)}"
    for turn in story["turns"]:
        who = set(turn) & {"user", "press", "until the end"}
        assert set(turn) <= {*who, "bot"} and len(who) == 1, f"{path.name}: {turn}"
        unknown = set(turn.get("bot") or {}) - _WORDS
        assert not unknown, f"{path.name}: unknown expectation {sorted(unknown)}; there are {sorted(_WORDS)}"
    return story


def play(story: dict[str, Any], conversation: Any, closings: list[str]) -> None:
    """Raises AssertionError that reads like a transcript."""
    transcript = []
    for turn in story["turns"]:
        said = next(turn[key] for key in ("user", "press", "until the end") if key in turn)
        said = said if isinstance(said, str) else said["repeat"] * said["times"]
        reply = conversation.press(said) if "press" in turn else conversation.say(said)
        asked = 1
        while "until the end" in turn and reply["triage"]["asking"]:
            asked += 1
            assert asked < 20, "\n".join([story["story"], *transcript, "  BUT the questions do not end"])
            reply = conversation.say(said)
        transcript.append(f"  user: {said[:200]}\n  bot:  {reply['text']}\n        {reply['triage']} {reply['topic']}")
        wrong = differences(turn.get("bot") or {}, reply, closings)
        assert not wrong, "\n".join([story["story"], *transcript, *(f"  BUT {w}" for w in wrong)])


def differences(expected: dict[str, Any], reply: dict[str, Any], closings: list[str]) -> list[str]:
    triage, text = reply["triage"], reply["text"]
    wrong = [] if text.endswith(tuple(closings)) else ["it does not end with a closing line (P1)"]

    def check(word: str, ok: bool, got: Any) -> None:
        if word in expected and not ok:
            wrong.append(f"expected {word}: {expected[word]!r}, got {got!r}")

    rank = _ORDER.index(triage["level"]) if triage["level"] else -1
    check("level", (expected.get("level") or None) == triage["level"], triage["level"])
    least, most = (_ORDER.index(expected.get(f"level at {word}", _ORDER[0])) for word in ("least", "most"))
    check("level at least", rank >= least, triage["level"])
    check("level at most", 0 <= rank <= most, triage["level"])
    check("rules", set(expected.get("rules", ())) <= set(triage["rules"]), triage["rules"])
    asks = expected.get("asks")
    check("asks", triage["asking"] == [] if asks == "nothing" else bool(triage["asking"]), triage["asking"])
    check("asks about", set(expected.get("asks about", ())) <= set(triage["asking"]), triage["asking"])
    check("topic", expected.get("topic") == reply["topic"], reply["topic"])
    check("offers", set(expected.get("offers", ())) <= set(reply["offers"]), reply["offers"])
    check("movement", expected.get("movement") == triage["movement"], triage["movement"])
    check("final", expected.get("final") == triage["final"], triage["final"])
    titles = [b["title"] for b in reply.get("buttons", ())]
    check("buttons", set(expected.get("buttons", ())) <= set(titles), titles)
    said = text.lower()
    wrong += [f"expected it to say {words!r}" for words in expected.get("says", ()) if words.lower() not in said]
    wrong += [f"it must never say {words!r}" for words in expected.get("never says", ()) if words.lower() in said]
    return wrong
