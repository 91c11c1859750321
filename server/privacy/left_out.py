"""Leaves names, addresses and numbers out of a person's words. Better too much than too little.

Which words announce a name is data: ``knowledge/language/private.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from triage import Knowledge, shipped

# A look-behind before each open-ended start keeps the search linear on hostile texts.
_EMAIL = r"(?<![\w.+-])[\w.+-]{1,64}\s?@\s?[\w-]{1,64}(?:\.[\w-]{1,64})+"
_HANDLE = r"(?<![\w@])@\w{2,64}|\bhttps?://\S+|\bwww\.\S+"
_NUMBER = r"(?<![\w.])\+?\(?\d(?:[\s().\/\-\u2010-\u2015]{0,2}\d){6,}(?!\w)"
_POSTCODE = r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"
_LETTER = r"[^\W\d_]"
_WORD = rf"{_LETTER}[\w'-]{{0,40}}"
# A capital first and a small letter somewhere ("MS" and "NHS" are no names), or an initial.
_CAPITAL = r"(?-i:[A-Z\u00c0-\u00de](?:[A-Z'\u00c0-\u00de-]{0,3}[a-z\u00df-\u017f][\w'-]{0,40}|\.))"
_PAUSE = r"[\s,:;-]{1,4}"
_LONG_PAUSE = r"[\s,.!-]{1,4}"
_SENTENCE_START = r"(?:^|[.!?\n]\s{0,3}|\b(?:hi|hello|hey)[\s,!]{1,3})"


@lru_cache(maxsize=1)
def name_filter() -> NameFilter:
    """The process's one filter, made from the shipped word lists."""
    return NameFilter(shipped())


class NameFilter:
    """Made once from the word lists; call it with a text."""

    def __init__(self, knowledge: Knowledge) -> None:
        lists = knowledge.language["private"]
        assert isinstance(lists, dict)
        self._gap = str(lists["left_out"])
        self._known = _own_words(knowledge)
        has = {name: _any(words) for name, words in lists.items() if isinstance(words, list)}
        not_stop = rf"(?!(?:{has['stop']})(?![\w']))"
        word = not_stop + _WORD
        capital = not_stop + _CAPITAL
        names = rf"(?:(?:{has['titles']})\.?\s)?(?:{_LETTER}\.|{word})(?:[ .]{{1,2}}{word}){{0,3}}"
        capitals = rf"{capital}(?:\s{capital}){{0,3}}"
        called = rf"(?:{has['relations']})(?:'s)?\s(?:{has['relations_called']})"
        self._contacts = re.compile("|".join((_EMAIL, _HANDLE, _NUMBER, _POSTCODE)), re.IGNORECASE)
        self._rules = [
            _after(has["details"], _PAUSE, r"[^.!?;\n]{1,90}"),
            _after(has["introductions"], _PAUSE, names),
            _after(called, _PAUSE, names),
            _after(has["titles"], r"\.?\s", names),
            _after(f"{has['before_a_capital']}|{has['relations']}", _PAUSE, capitals),
            _after(has["signoffs"], _LONG_PAUSE, r"[^?\n]{1,40}$"),
            _after(has["thanks"], _LONG_PAUSE, rf"{word}(?:\s{word})?[\s.!]{{0,4}}$")]
        self._unless_known = [re.compile(pattern, re.IGNORECASE) for pattern in (
            rf"(?P<keep>\b(?:{has['before_an_unknown_capital']}){_PAUSE})(?P<name>{capital})",
            rf"(?P<keep>\b(?:{has['relations']})\s)(?P<name>{word})(?=\s)",
            rf"(?P<keep>{_SENTENCE_START}(?:{has['self']})\s)(?P<name>{word})"
            rf"(?=\s?(?:[,.!\d]|$|\s(?:{has['after_self']})\b))")]
        self._row = re.compile(rf"(?<![\w'-]){capital}(?:\s{capital})+", re.IGNORECASE)

    def __call__(self, text: str) -> str:
        """The text with everything that could tell who wrote it left out."""
        text = self._contacts.sub(self._gap, text.replace("\u2019", "'"))
        for rule in self._rules:
            text = rule.sub(lambda match: match["keep"] + self._gap, text)
        for rule in self._unless_known:
            text = rule.sub(self._unknown_name, text)
        text = self._row.sub(self._row_of_capitals, text)
        gap = re.escape(self._gap)
        return re.sub(rf"{gap}(?:[\s,]{{0,3}}{gap})+", lambda _: self._gap, text)

    def _unknown_name(self, match: re.Match[str]) -> str:
        return match[0] if match["name"].lower() in self._known else match["keep"] + self._gap

    def _row_of_capitals(self, match: re.Match[str]) -> str:
        """Two or three capital words in a row are a name, unless our phrases know them all. More are a heading."""
        words = {word.lower().strip(".") for word in match[0].split()}
        return match[0] if len(match[0].split()) > 3 or words <= self._known else self._gap


def _after(starts: str, pause: str, names: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<keep>(?<![\w'])(?:{starts})(?:{pause}))(?:{names})", re.IGNORECASE)


def _any(words: Iterable[str]) -> str:
    """Longest first, so that "my name is" is not taken for "name is"."""
    return "|".join(re.escape(str(w)).replace(r"\ ", r"\s") for w in sorted(words, key=len, reverse=True))


def _own_words(knowledge: Knowledge) -> set[str]:
    """Every word of our own phrases: none of these is taken for a name by its looks alone."""
    texts = [p for f in knowledge.findings.values() for p in (*f.heard_as, *f.denied_as, f.short, f.asks)]
    classes = knowledge.language["words"]
    assert isinstance(classes, dict)
    # Expressions are no words; one of them lists first names.
    texts += [str(word) for words in classes.values() for word in words if not str(word).startswith("/")]
    return {word for text in texts for word in re.findall(r"[a-z][a-z'-]*", text.lower())}
