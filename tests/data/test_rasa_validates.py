"""Rasa's own ``rasa data validate``, and what it says without failing."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Collection

from server.launch.settings import ROOT, environment
from tests.data.content import content, said, said_in_code

_WARNING = re.compile(r"UserWarning: (.*)")
# What is so on purpose: Rasa knows of rules and phrases only, not of our router, actions and generator.
_UNUSED = re.compile(r"The utterance '(\w+)' is not used in any story or rule\.")
_UNTAUGHT = re.compile(r"The intent '(\w+)' is listed in the domain file, but is not found in the NLU training data\.")
# An empty line among phrases; nothing follows the colon.
_EMPTY_LINE = re.compile(r"Issue found .* contains an example that doesn't start with a '-' symbol:\s*")


def unexpected(words: str, said_otherwise: Collection[str], decided: Collection[str]) -> list[str]:
    """Rasa's warnings, without those about texts that are said all the same and intents that no phrase teaches."""
    return [warning for warning in _WARNING.findall(words) if not (
        _EMPTY_LINE.fullmatch(warning)
        or ((found := _UNUSED.fullmatch(warning)) and found.group(1) in said_otherwise)
        or ((found := _UNTAUGHT.fullmatch(warning)) and found.group(1) in decided))]


def test_rasa_itself_finds_nothing_wrong() -> None:
    """A minute of a processor: Rasa loads TensorFlow, and reads each file eight times."""
    done = subprocess.run(
        [sys.executable, "-m", "rasa", "data", "validate", "--fail-on-warnings", "--domain", "domain.yml", "--data",
         "data", "--config", "config.yml"], cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=600)
    words = done.stdout + done.stderr
    assert done.returncode == 0, words[-3000:]
    # Most of its warnings make it fail neither with nor without --fail-on-warnings.
    domain = content()
    assert _WARNING.search(words), f"Rasa says its warnings in another way now:\n{words[-3000:]}"
    assert unexpected(words, said(domain.rules, domain.responses, said_in_code()), domain.intents) == []


def test_a_warning_would_be_found() -> None:
    unused, untaught = ("The utterance 'utter_a' is not used in any story or rule.",
                        "The intent 'a' is listed in the domain file, but is not found in the NLU training data.")
    skipped = "Issue found while processing 'a': The item contains an example that doesn't start with a '-' symbol: "
    words = "".join(f"\x1b[93mio.py:100: UserWarning: {text}\n\x1b[0m" for text in
                    (unused, untaught, skipped, f"{skipped}no dash here", "Something new"))
    assert unexpected(words, {"utter_a"}, {"a"}) == [f"{skipped}no dash here", "Something new"]
    assert unexpected(words, {"utter_b"}, {"b"})[:2] == [unused, untaught]
