"""Every intent comes from somewhere and leads somewhere: phrases, the router's decisions, buttons, rules."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from actions.conversation import TAKES_BACK
from server.channels.offered import ANSWER
from server.launch.settings import ROOT
from server.nlu import keys
from server.summary import told
from tests.data.content import content, sent_by_code, steps


def decided(source: str) -> set[str]:
    """Names in ``keys`` of the intents that a source decides for, or names as the decision."""
    chosen = [node for node in ast.walk(ast.parse(source))
              if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_decide")
              or (isinstance(node, ast.Return) and isinstance(node.value, ast.Attribute))]
    return {part.attr for node in chosen for part in ast.walk(node) if isinstance(part, ast.Attribute)
            and isinstance(part.value, ast.Name) and part.value.id == "keys"}


def skipped(phrases: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Lines that Rasa takes for no phrase: it leaves them out and complains, of an empty one too."""
    return [(intent, line) for intent, lines in phrases for line in lines.splitlines()
            if not line.startswith("- ")]


def dead(payloads: Iterable[str], intents: set[str]) -> list[str]:
    """Buttons that name no intent."""
    return [payload for payload in payloads if not payload.startswith("/") or payload[1:] not in intents]


def test_every_intent_leads_somewhere() -> None:
    """What phrases teach or the router decides has a rule, and no rule waits for what never comes."""
    assert content().all_intents == steps(content().rules, "intent")


def test_what_no_phrase_teaches_the_router_decides() -> None:
    names = {name for file in ("router.py", "without_guessing.py")
             for name in decided((ROOT / "server" / "nlu" / file).read_text(encoding="utf-8"))}
    intents = {getattr(keys, name) for name in names}
    assert content().intents <= intents <= content().all_intents
    assert not content().intents & content().taught


def test_every_intent_that_code_looks_for_exists() -> None:
    assert {TAKES_BACK, told.INTENT, *keys.MAY_TELL_DANGER} <= content().taught


def test_every_button_that_code_makes_works() -> None:
    payloads = sent_by_code()
    assert ANSWER in payloads  # or they are written in another way now, and none is looked at
    assert dead(payloads, content().all_intents) == []


def test_rasa_reads_every_phrase() -> None:
    """It leaves out a line without a dash, says so among its warnings, and does not fail."""
    assert skipped(content().phrases) == []


def test_the_checks_can_fail() -> None:
    router = "_decide(m, keys.A if m else keys.B, 1.0)\n_decide(m, best.intent)\nlook(keys.C)"
    assert decided(router) == {"A", "B"}
    assert skipped([("a", "\n- one\nno dash\n - set in\n")]) == [("a", ""), ("a", "no dash"), ("a", " - set in")]
    assert dead(["/a", "/b", "a"], {"a"}) == ["/b", "a"]
