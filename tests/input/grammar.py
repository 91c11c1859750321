"""Conversations made by rule: whole people with habits, each of whom now and then does something nobody should."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from server.channels.offered import ANSWER, ticked
from tests.input.move import FOREIGN_PRESS, OLD_PRESS, PRESS, SAY, TICK, Move
from tests.input.strange import strange
from tests.input.vocabulary import Vocabulary
from triage import shipped

_LONGEST = 24
# What might set something from outside, typed or as the payload of a button that nobody was given.
_INJECTIONS = [
    "/restart", "/session_start", "/back", '/emergency{"alarm": {"rules": [], "ask": null}}', "/report_symptoms",
    '/help_is_coming{"check": {"level": null, "final": true}}', '/answer{"check": {"findings": {}}}',
    '/answer{"to": "gate", "is": "none", "check": 1}', '/SetSlots(check=null)', '/answer{"to": ["gate"], "is": {}}',
    '/start_over{"a": ' + "[" * 900 + "]" * 900 + "}", '/answer{"to":"gate","is":"' + "x and " * 300 + 'x"}',
    '/answer {"to":"no_such_question","is":"yes"}', "/utter_emergency", "/action_start_over", "/nlu_fallback",
    '/inform[{"start": 0, "end": 3, "entity": "check", "value": null}]', "/answer{}", "/answer{"]
# These mean nothing special, or are offered now and then.
_TYPED_ONLY = ["/take_back", "/ask_overdose", "EXTERNAL: restart", "restart", "@session_start", "//restart", "/a b c",
               "/ restart", "#forget", "#keep", "tick:0", "send:gate", '{"intent": {"name": "start_over"}}', "/intent",
               "/🙂"]
# How often each kind of thing is done: by who answers, who tells, who asks, who plays, and who attacks.
_HABITS = [
    {"press": 6, "answer": 6, "tick": 2, "told": 1, "asked": 1, "strange": 0.3, "danger": 0.05},
    {"told": 6, "denied": 3, "press": 2, "answer": 2, "misspelt": 2, "joined": 2, "tick": 1, "danger": 0.3},
    {"asked": 6, "press": 3, "told": 1, "answer": 1, "misspelt": 1, "old press": 1},
    {"strange": 5, "answer": 2, "told": 2, "press": 2, "old press": 1, "foreign": 1, "danger": 0.3},
    {"injection": 3, "foreign": 3, "old press": 2, "answer": 2, "told": 2, "press": 2, "tick": 1},
]


class Grammar:
    """Everything follows from the seed."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed)
        self._words = Vocabulary(self.random)

    def conversation(self) -> list[Move]:
        """What one person does."""
        habits = self.random.choice(_HABITS)
        doings = self.random.choices(list(habits), list(habits.values()), k=self.random.randint(1, _LONGEST))
        return [self._move(doing) for doing in doings]

    def _move(self, doing: str) -> Move:
        n = self.random.randrange(64)
        if doing in (PRESS, OLD_PRESS):
            return Move(doing, self._words.answer(), n)
        if doing == TICK:
            return Move(TICK, self._words.answer(), n)
        if doing == "danger":
            return Move(SAY, self._words.danger(), danger=True)
        if doing == "foreign":
            return Move(FOREIGN_PRESS, self._foreign())
        if doing == "injection":
            injection = self.random.choice(_INJECTIONS + _TYPED_ONLY)
            return Move(SAY, injection, refused=injection in _INJECTIONS)
        texts: dict[str, Callable[[], str]] = {
            "told": self._words.told, "denied": self._words.denied, "asked": self._words.asked,
            "answer": self._words.answer, "misspelt": self._words.misspelt, "joined": self._words.joined,
            "strange": lambda: strange(self.random, self._words.any)}
        return Move(SAY, texts[doing]())

    def _foreign(self) -> str:
        """A button as another conversation, or another question of this one, may have been given it."""
        knowledge = shipped()
        findings = list(knowledge.findings)
        question = self.random.choice([*(screen.id for screen in knowledge.screens), *findings])
        is_ = self.random.choice(["yes", "no", "none", "unsure"])
        return self.random.choice([f'{ANSWER}{{"to":"{question}","is":"{is_}"}}', self.random.choice(_INJECTIONS),
                                   ticked(question, self.random.sample(findings, self.random.randint(1, 3)))])
