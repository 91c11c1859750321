"""Short answers: yes, no, not sure, none of these, "the 2nd and the last, not sure about 4", back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from server.understanding.reading import Answer

_WORD = re.compile(r"[a-z0-9']+|[^\sa-z0-9']")
_DIGITS = re.compile(r"^(\d{1,2})(st|nd|rd|th)?$")
_PAUSES = frozenset(",.;:!?-\u2013\u2014\n")
_WISHES = ("back", "again")


class _Said(str):
    """A word of a message."""

    pause = False  # whether one follows it


class Answers:
    """Reads answers by the word lists of ``knowledge/language/answers.yml``."""

    # Longest answer looked for at the start of a message, in words.
    LONGEST = 6

    def __init__(self, lists: Mapping[str, Any]) -> None:
        self._kinds = {tuple(_words(p)): kind for kind in ("unsure", "none", "all", "no", "yes")
                       for p in lists[kind]}
        self._wishes = {tuple(_words(p)): kind for kind in _WISHES for p in lists[kind]}
        self._fillers = {w for p in lists["fillers"] for w in _words(p)}
        self._ordinals: dict[str, int] = {str(k): int(v) for k, v in lists["numbers"].items()}
        self._remarks = {w for p in lists["remarks"] for w in _words(p)}
        self._corrections = [tuple(_words(p)) for p in lists["corrections"]]
        self._joiners = {w for p in lists["joiners"] for w in _words(p)}
        self._signs: Mapping[str, str] = lists["signs"]
        self._no_answers = {tuple(_words(p)) for p in lists["no_answers"]}
        self._plain, self._goes_on = frozenset(lists["plain"]), frozenset(lists["goes_on"])
        self._carry = frozenset(lists["carry"])
        self._exceptions = _by_first_word(lists["exceptions"])
        self._doubts = _by_first_word(lists["doubts"])
        self._times, self._around_times = frozenset(lists["times"]), frozenset(lists["around_times"])

    def read(self, text: str) -> Answer | None:
        """The answer a message is or begins with, or None."""
        for sign, word in self._signs.items():
            text = text.replace(sign, f" {word} ")
        words = _said(text)
        if not words and "?" in text:
            return Answer("again")
        wish = self._wishes.get(tuple(words)) or self._wishes.get(tuple(w for w in words if w not in self._fillers))
        if wish:
            return Answer(wish)
        if correction := self._correction(words):
            rest = self.read(" ".join(words[len(correction):]))
            # "oh no, I meant none": which question that answers is not certain, so the last one is put again.
            return Answer("back") if rest and rest.whole and rest.kind in ("none", "choice") else None
        if listed := _one_by_one(text):
            return listed
        sure, doubtful = self._doubted(words)
        if not doubtful and (picked := self._excepted(words)):
            return Answer("choice", picked)
        if doubtful:
            answer = self._read(sure) if sure else Answer("none")
            return replace(answer, not_sure=doubtful) if answer and answer.kind in ("none", "no", "choice") else None
        return self._read(words)

    def corrects(self, text: str) -> bool:
        """Whether a message begins like a correction of what was said: "no wait, ..."."""
        return bool(self._correction(_words(text)))

    def _correction(self, words: list[str]) -> tuple[str, ...]:
        return next((c for c in self._corrections if len(words) > len(c) and tuple(words[:len(c)]) == c), ())

    def _read(self, words: list[str]) -> Answer | None:
        whole = words
        while words and words[0] in self._fillers:
            words = words[1:]
        numbers = self._numbers(words)
        if numbers:
            return Answer("none") if numbers == (0,) else Answer("choice", numbers)
        remark = next((n for n, word in enumerate(words) if word in self._remarks), 0)
        if remark and (numbers := self._numbers(words[:remark])):
            return Answer("choice", numbers, whole=False)
        # With fillers first: "maybe" and "I think so" are made of them.
        return self._kind(whole) or self._kind(words) or (Answer("time") if self._is_time(whole) else None)

    def _is_time(self, words: list[str]) -> bool:
        return not self._times.isdisjoint(words) and all(
            word in self._times or word in self._around_times or word in self._fillers or word.isdigit()
            for word in words)

    def _kind(self, words: list[str]) -> Answer | None:
        if any(tuple(words[:length]) in self._no_answers for length in range(2, 4)):
            return None
        for length in range(min(self.LONGEST, len(words)), 0, -1):
            kind = self._kinds.get(tuple(words[:length]))
            if kind and self._ends(words, length):
                rest = [w for w in words[length:] if w not in self._fillers]
                again = self._kinds.get(tuple(rest)) if rest else kind
                # "no none of those", "yes yes": a second answer that refines the first.
                if again and (again == kind or {again, kind} <= {"no", "none"}):
                    return Answer("none" if "none" in (again, kind) else kind)
                return Answer(kind, whole=False)
        return None

    def _ends(self, words: list[str], length: int) -> bool:
        """Whether an answer of so many words is one. "I dont feel well" and "no energy" only begin like one: taken for
        a no, they would deny every danger of a list."""
        if len(words) == length or words[0] in self._plain or getattr(words[length - 1], "pause", False):
            return True
        if words[length] in self._carry and len(words) > length + 1:
            length += 1
        return words[length] in self._goes_on or words[length] in self._carry

    def _excepted(self, words: list[str]) -> tuple[int, ...]:
        """The numbers of "none except 7"; none when nothing is excepted."""
        for start in range(1, len(words)):
            for exception in self._exceptions.get(words[start], ()):
                if tuple(words[start:start + len(exception)]) == exception:
                    before = self._read(words[:start])
                    numbers = self._numbers(words[start + len(exception):])
                    return numbers if before and before.kind in ("none", "no") else ()
        return ()

    def _doubted(self, words: list[str]) -> tuple[list[str], tuple[int, ...]]:
        """The words before "not sure about 3", and the numbers doubted; no numbers when nothing is doubted."""
        for start in range(len(words)):
            for doubt in self._doubts.get(words[start], ()):
                if tuple(words[start:start + len(doubt)]) == doubt:
                    numbers = self._numbers(words[start + len(doubt):])
                    before = words[:start]
                    while before and (before[-1] in self._remarks or before[-1] in self._joiners):
                        before = before[:-1]
                    return (before, numbers) if numbers else (words, ())
        return words, ()

    def _numbers(self, words: list[str]) -> tuple[int, ...]:
        numbers: list[int] = []
        if tuple(words[:2]) == ("no", "to"):
            return ()  # "no to 1 and 2" picks neither
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


_ITEM = re.compile(r"(?:number |no\. ?|#)?(\d{1,2}) ?[).:=-]? ?(yes|yeah|yep|y|no|nope|nah|n|not sure|unsure|maybe)\b")


def _one_by_one(text: str) -> Answer | None:
    """A list answered item by item: "1) no 2) no 3) yes"."""
    said = str(text).lower()
    items = _ITEM.findall(said)
    if len(items) < 2 or re.search(r"[a-z]{2,}", re.sub(r"\b(and|but|number)\b", "", _ITEM.sub("", said))):
        return None
    yes = tuple(int(n) for n, word in items if word.startswith("y"))
    doubtful = tuple(int(n) for n, word in items if word in ("not sure", "unsure", "maybe"))
    return Answer("choice" if yes else "none", yes, not_sure=doubtful)


def _by_first_word(phrases: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
    """Phrases as words, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for words in sorted((tuple(_words(phrase)) for phrase in phrases), key=len, reverse=True):
        found.setdefault(words[0], []).append(words)
    return found


def _said(text: str) -> list[str]:
    """The words of a message without its punctuation, each of which knows whether a pause follows it."""
    said: list[_Said] = []
    for word in _words(text):
        if word.isalnum() or "'" in word:
            said.append(_Said(word))
        elif said and word in _PAUSES:
            said[-1].pause = True
    return list(said)


def _words(text: str) -> list[str]:
    return _WORD.findall(str(text).lower().replace("\u2019", "'"))
