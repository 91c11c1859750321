"""Short answers: yes, no, not sure, none of these, "the 2nd and the last"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from server.understanding.reading import Answer

_WORD = re.compile(r"[a-z0-9']+|[^\sa-z0-9']")
_DIGITS = re.compile(r"^(\d{1,2})(st|nd|rd|th)?$")


class Answers:
    """Reads answers by the word lists of ``knowledge/language/answers.yml``."""

    # Longest answer looked for at the start of a message, in words.
    LONGEST = 6

    def __init__(self, lists: Mapping[str, Any]) -> None:
        self._kinds = {tuple(_words(p)): kind for kind in ("unsure", "none", "all", "no", "yes")
                       for p in lists[kind]}
        self._fillers = {w for p in lists["fillers"] for w in _words(p)}
        self._ordinals: dict[str, int] = {str(k): int(v) for k, v in lists["numbers"].items()}
        self._remarks = {w for p in lists["remarks"] for w in _words(p)}
        self._corrections = [tuple(_words(p)) for p in lists["corrections"]]
        self._joiners = {w for p in lists["joiners"] for w in _words(p)}

    def read(self, text: str) -> Answer | None:
        """The answer a message is or begins with, or None."""
        words = [w for w in _words(text) if w.isalnum() or "'" in w]
        if any(len(words) > len(c) and tuple(words[:len(c)]) == c for c in self._corrections):
            return None
        while words and words[0] in self._fillers:
            words.pop(0)
        numbers = self._numbers(words)
        if numbers:
            return Answer("choice", numbers)
        remark = next((n for n, word in enumerate(words) if word in self._remarks), 0)
        if remark and (numbers := self._numbers(words[:remark])):
            return Answer("choice", numbers, whole=False)
        for length in range(min(self.LONGEST, len(words)), 0, -1):
            kind = self._kinds.get(tuple(words[:length]))
            if kind:
                rest = [w for w in words[length:] if w not in self._fillers]
                again = self._kinds.get(tuple(rest)) if rest else kind
                # "no none of those", "yes yes": a second answer that refines the first.
                if again and (again == kind or {again, kind} <= {"no", "none"}):
                    return Answer("none" if "none" in (again, kind) else kind)
                return Answer(kind, whole=False)
        return None

    def _numbers(self, words: list[str]) -> tuple[int, ...]:
        numbers = []
        for word in words:
            digits = _DIGITS.match(word)
            if numbers and word in self._joiners:
                continue  # the "one" of "the last one" is no number
            if digits:
                numbers.append(int(digits.group(1)))
            elif word in self._ordinals:
                numbers.append(self._ordinals[word])
            elif word not in self._joiners:
                return ()
        return tuple(dict.fromkeys(numbers))


def _words(text: str) -> list[str]:
    return _WORD.findall(str(text).lower().replace("\u2019", "'"))
