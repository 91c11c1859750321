"""The words that conversations are made of: what the knowledge listens for, and what people have written."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from server.launch.settings import ROOT
from triage import shipped
from triage.knowledge import Finding

_WISHES = ["start over", "stop", "why", "why do you ask", "why do you say that", "skip", "that is not right",
           "no wait, not that", "help", "summary", "what if it gets worse", "forget me", "help is coming"]
# How often more follows after an answer.
_TAIL = 0.15
# Signs of patterns that stand for no word of their own.
_CLASS = re.compile(r"[<>/]")


class Vocabulary:
    """Everything is read once; ``random`` chooses."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._latest = random.choice(_findings())

    def told(self) -> str:
        """Something a person tells of their state."""
        choice = self._random.random()
        if choice < 0.4:
            return self._random.choice(_messages("knowledge/messages/reports.yml", "tests/messages/first/reports.yml",
                                                 "tests/messages/second/reports.yml", "tests/language/findings.yml"))
        if choice < 0.5:
            return self._random.choice(_messages("knowledge/messages/traps.yml", "tests/language/traps.yml"))
        return self._phrase()

    def danger(self) -> str:
        """A message that by itself calls for help now."""
        return self._random.choice(_messages("tests/language/emergencies.yml"))

    def asked(self) -> str:
        """A question, or talk, as people were heard to ask it."""
        return self._random.choice(_examples())

    def denied(self) -> str:
        """What was told last, denied."""
        finding = self._latest
        words = self._random.choice([finding.short, spoken(self._random.choice(finding.heard_as), self._random)])
        return self._random.choice(["no ", "i dont have ", "never had ", "actually no ", "it is not "]) + words

    def answer(self) -> str:
        """A short answer, or a wish about the questions."""
        kind = self._random.choice(["yes", "no", "no", "none", "none", "unsure", "numbers", "numbers", "all", "back",
                                    "again", "wish"])
        if kind == "numbers":
            return self._numbers()
        if kind == "wish":
            return self._random.choice([*_WISHES, *_countries()])
        words = self._random.choice(_answers()[kind])
        return str(words) if self._random.random() > _TAIL else f"{words}, {self._phrase()}"

    def any(self) -> str:
        """Any of them."""
        return self._random.choice([self.told, self.asked, self.answer, self.danger])()

    def joined(self) -> str:
        """Two at once, in one message."""
        return f"{self.any()}{self._random.choice([' and ', '. ', ', but ', ' ', chr(10)])}{self.any()}"

    def misspelt(self) -> str:
        """With letters lost, doubled or swapped."""
        letters = list(self.any())
        for _ in range(max(1, len(letters) // 20)):
            at = self._random.randrange(len(letters))
            letters[at] = self._random.choice(["", letters[at] * 2, letters[at - 1]])
        return "".join(letters)

    def _phrase(self) -> str:
        opening = self._random.choice(["", "", "i have ", "my mum has ", "no ", "what if ", "last year i had ", "his "])
        self._latest = self._random.choice(_findings())
        return opening + spoken(self._random.choice(self._latest.heard_as), self._random)

    def _numbers(self) -> str:
        numbers = [str(self._random.randint(0, 12)) for _ in range(self._random.choice([1, 1, 2, 3]))]
        return self._random.choice([" and ", ", ", " "]).join(numbers) + self._random.choice(
            ["", "", "", ", not sure about 5", " but only at night", "?"])


def spoken(pattern: str, random: Random) -> str:
    """One of the phrases that a pattern of ``heard_as`` listens for."""
    words = []
    for part in re.findall(r"\[[^\]]*\]|\S+", pattern):
        if part.startswith("["):
            part = part.strip("[]") if random.random() < 0.5 else ""
        word = random.choice(part.split("|")).strip()
        if word and word not in (".", "..") and not _CLASS.search(word):
            words.append(word)
    return " ".join(words)


@cache
def _findings() -> list[Finding]:
    return [finding for finding in shipped().findings.values() if finding.heard_as]


@cache
def _answers() -> dict[str, list[str]]:
    return shipped().language["answers"]  # type: ignore[return-value]


@cache
def _countries() -> list[str]:
    return [country.name for country in shipped().countries.values() if not country.list]


@cache
def _messages(*files: str) -> list[str]:
    return [str(message["says"]) for file in files for message in _read(ROOT / file)]


@cache
def _examples() -> list[str]:
    return [line.removeprefix("- ").strip() for path in sorted((ROOT / "data").rglob("*.yml"))
            for block in _read(path).get("nlu") or () for line in block["examples"].splitlines() if line.strip()]


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
