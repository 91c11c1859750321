"""Numbers and units in a message become amounts: "13 days", "over two weeks", "38,5", "a couple of tablets".

All by ``knowledge/language/quantities.yml``. An amount is a range, since "over two weeks" and "2 or 3 days" leave
something open; fractions keep the limits exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, Generic, NamedTuple, TypeVar

from spacy.tokens import Doc

from server.understanding.phrase_finder import Match, PhraseFinder
from server.understanding.phrases import Phrases
from server.understanding.words import stem
from triage import KnowledgeError

FILE = "knowledge/language/quantities.yml"
ENDLESS = float("inf")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Range:
    """From ``low`` to ``high``; ``above`` and ``below`` leave out the end itself."""

    low: Fraction | float = -ENDLESS
    high: Fraction | float = ENDLESS
    above: bool = False
    below: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing lies in it."""
        return self.low > self.high or (self.low == self.high and (self.above or self.below))

    def meet(self, other: Range) -> Range:
        """What lies in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Range(low, high, any(r.above for r in (self, other) if r.low == low),
                     any(r.below for r in (self, other) if r.high == high))

    def within(self, other: Range) -> bool:
        """Whether all of it lies in the other."""
        return self.meet(other) == self

    def plus(self, more: Range) -> Range:
        """The sum of two."""
        return Range(self.low + more.low, self.high + more.high)

    def part(self, start: Fraction | float, end: Fraction | float) -> Range:
        """A part of it by shares: its first tenth is ``part(0, 1/10)``."""
        return Range(self.low + (self.high - self.low) * start, self.low + (self.high - self.low) * end)

    def compared(self, kind: str) -> Range:
        """What "over two", "at least two" and so on leave of it."""
        return {"above": Range(self.low, above=True), "from": Range(self.low),
                "below": Range(high=self.high, below=True), "up_to": Range(high=self.high)}.get(kind, self)


class Unit(NamedTuple):
    """What one of it is in the smallest unit of its measure, and where it starts to count (Fahrenheit at 32)."""

    measure: str
    size: Fraction
    zero: Fraction

    def of(self, number: Range) -> Range:
        """So many of it, in the smallest unit."""
        return Range((number.low - self.zero) * self.size, (number.high - self.zero) * self.size,
                     number.above, number.below)


class Amount(NamedTuple):
    """An amount in a message, from token ``start`` up to, not including, ``end``.

    ``word`` stands for it in phrases; ``measure`` is None for a bare number.
    """

    word: str
    measure: str | None
    range: Range
    start: int
    end: int


class _Word(NamedTuple):
    form: str
    typed: str
    token: int


class _Number(NamedTuple):
    """A number read; "a" and "half a" need a unit."""

    range: Range
    needs_unit: bool = False
    decimal: bool = False


class _Lexicon(Generic[Value]):
    """Phrases that have a value: "sixty five", "year old". Hyphens in a message are passed over."""

    def __init__(self, phrases: Phrases, entries: Iterable[tuple[str, Value]]) -> None:
        self.values: dict[tuple[str, ...], Value] = {}
        for phrase, value in entries:
            ways = (s.ways() for s in phrases.slots(phrase))
            for way in product(*ways):
                self.values[sum(way, ())] = value
        self._first = {key[0] for key in self.values}
        self._longest = max(map(len, self.values))

    def at(self, words: list[_Word], start: int) -> tuple[Value | None, int]:
        """The value of the longest phrase that starts here, and where it ends."""
        best, end, key = None, start, ()
        if start < len(words) and words[start].form in self._first:
            for number in range(start, len(words)):
                if key and words[number].form in _HYPHENS:
                    continue
                key += (words[number].form,)
                if key in self.values:
                    best, end = self.values[key], number + 1
                if len(key) == self._longest:
                    break
        return best, end


_HYPHENS = frozenset("-–—")
_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "": Fraction(0)}
# Four digits at most: longer ones are phone numbers and the like.
_DIGITS = re.compile(r"~?([0-9]{1,4})(?:[.,·]([0-9]{1,2}))?([½¼¾]?)(?:ish)?")
_WITH_UNIT = re.compile(_DIGITS.pattern + "([a-z]+)")


class Amounts:
    """Numbers, units and comparisons as people write them."""

    def __init__(self, phrases: Phrases, data: Mapping[str, Any]) -> None:
        numbers, measures = data["numbers"], data["measures"]
        self._unit_names: dict[str, Unit] = {}
        says: list[tuple[str, Unit]] = []
        for measure, block in measures.items():
            for name, unit in block.get("units", {}).items():
                self._unit_names[name] = Unit(measure, Fraction(unit["is"]), Fraction(unit.get("zero", "0")))
                says += [(phrase, self._unit_names[name]) for phrase in unit["says"]]
        self._units = _Lexicon(phrases, says)
        self._named = _Lexicon(phrases, [(phrase, (measure, block.get("of", measure), self.limits(named)))
                                         for measure, block in measures.items()
                                         for named in block.get("named", ()) for phrase in named["says"]])
        self._sensible = {m: self.limits(block["among"]) for m, block in measures.items() if "among" in block}
        self._many = {m: _range(block["many"]) for m, block in measures.items() if "many" in block}
        # The words that stand for amounts in phrases.
        self.words = [*(m.upper() for m in measures), "UNCOUNTED", "NUMBER", "DECIMAL"]
        self._numbers = _Lexicon(phrases, [
            *((phrase, _Number(_range(text))) for phrase, text in _put_together(numbers["words"]).items()),
            *((phrase, _Number(_range(text), needs_unit=True)) for phrase, text in numbers["with_unit"].items())])
        self._parts = _Lexicon(phrases, [(phrase, _range(text)) for phrase, text in numbers["parts"].items()])
        self._joints = _Lexicon(phrases, [(phrase, True) for phrase in numbers["joints"]])
        self._between = _Lexicon(phrases, [(phrase, True) for phrase in numbers["before_unit"]])
        self._comparisons = PhraseFinder()
        self._shares = {kind: _range(b["part"]) for kind, b in data["comparisons"].items() if "part" in b}
        for kind, block in data["comparisons"].items():
            for side in ("before", "after"):
                for phrase in block.get(side, ()):
                    self._comparisons.add(f"{kind}:{side}", phrases.slots(phrase))

    def unit(self, name: str) -> Unit:
        """The unit of that name in the data."""
        if name not in self._unit_names:
            raise KnowledgeError(f"{FILE}: unknown unit '{name}'. Allowed: {', '.join(self._unit_names)}.")
        return self._unit_names[name]

    def limits(self, limits: Mapping[str, Any]) -> Range:
        """A range from limits as they are written down: ``{above: 2 days, up_to: 7 days}``."""
        range_ = Range()
        for kind in limits.keys() & {"above", "from", "below", "up_to"}:
            number, unit = str(limits[kind]).split()
            range_ = range_.meet(self.unit(unit).of(_range(number)).compared(kind))
        return range_

    def find(self, doc: Doc) -> list[Amount]:
        """The amounts in a message, in order."""
        words = self._split(doc)
        found: list[Amount] = []
        at = 0
        while at < len(words):
            amount, at = self._amount(words, at)
            last = found[-1] if found else None
            if (amount and last and amount.measure in self._many and last.measure == amount.measure
                    and amount.range.high < last.range.low and doc[last.end:amount.start].text in ("", "and")):
                found[-1] = last._replace(range=last.range.plus(amount.range), end=amount.end)  # "2 weeks and 1 day"
            elif amount:
                found.append(amount)
        comparisons = self._comparisons.find(doc) if found else []
        return [self._compared(amount, comparisons) for amount in found]

    def _split(self, doc: Doc) -> list[_Word]:
        """The words of a message, with "67yo" and "10min" taken apart."""
        words = []
        for token in doc:
            glued = _WITH_UNIT.fullmatch(token.lower_)
            if glued and (stem(glued[4]),) in self._units.values:
                number = token.lower_[: glued.start(4)]
                words += [_Word(number, number, token.i), _Word(stem(glued[4]), glued[4], token.i)]
            else:
                words.append(_Word(token.norm_, token.lower_, token.i))
        return words

    def _amount(self, words: list[_Word], at: int) -> tuple[Amount | None, int]:
        """The amount that starts at a word, if one does, and where to go on."""
        def made(word: str, measure: str | None, range_: Range, end: int) -> tuple[Amount, int]:
            return Amount(word.upper(), measure, range_, words[at].token, words[end - 1].token + 1), end

        named, end = self._named.at(words, at)
        if named and words[end - 1].typed.endswith("s"):  # "seventies"; "seventy" has the same stem
            return made(*named, end)
        number, end = self._number(words, at)
        if number is None:
            unit = self._units.values.get((words[at].form,))
            if unit and unit.measure in self._many and words[at].typed.endswith("s"):  # "for weeks"
                return made("uncounted", unit.measure, unit.of(self._many[unit.measure]), at + 1)
            return None, at + 1
        range_, end = self._up_to(words, number.range, end)
        unit, past = self._unit(words, end, range_)
        if unit is None:
            if number.needs_unit:
                return None, at + 1
            return made("decimal" if number.decimal else "number", None, range_, end)
        if number.needs_unit:  # "a week or two"
            upper, further = self._up_to(words, range_, past)
            if not self._unit(words, further, upper)[0]:
                range_, past = upper, further
        part, past = self._parts.at(words, past)  # "an hour and a half"
        return made(unit.measure, unit.measure, unit.of(range_.plus(part) if part else range_), past)

    def _number(self, words: list[_Word], at: int) -> tuple[_Number | None, int]:
        """The number that starts at a word, and where it ends."""
        digits = _DIGITS.fullmatch(words[at].typed) if at < len(words) else None
        if digits:
            value = Fraction(f"{digits[1]}.{digits[2] or 0}") + _VULGAR[digits[3]]
            number, end = _Number(Range(value, value), decimal=bool(digits[2])), at + 1
        else:
            number, end = self._numbers.at(words, at)
        part, past = self._parts.at(words, end)  # "two and a half"
        return (number._replace(range=number.range.plus(part)), past) if number and part else (number, end)

    def _up_to(self, words: list[_Word], range_: Range, end: int) -> tuple[Range, int]:
        """The range up to a second number, as in "2-3" and "two or three", and where it ends."""
        joined, start = self._joints.at(words, end)
        upper, past = self._number(words, start) if joined else (None, end)
        if upper and not upper.needs_unit and upper.range.low > range_.high:
            return Range(range_.low, upper.range.high), past
        return range_, end

    def _unit(self, words: list[_Word], at: int, number: Range) -> tuple[Unit | None, int]:
        """The unit of a number, and where it ends; one that makes no sense with it is none ("72 f")."""
        start = -1
        while start != at:
            start, at = at, self._between.at(words, at)[1]
        unit, end = self._units.at(words, at)
        sensible = self._sensible.get(unit.measure) if unit else None
        if unit and sensible and unit.of(number).meet(sensible).empty:
            return None, end
        return unit, end

    def _compared(self, amount: Amount, comparisons: list[Match]) -> Amount:
        """The amount with the comparison that it stands in: "over", "at least", "or more"."""
        near = [m for m in comparisons if (m.label.endswith("before") and m.end == amount.start)
                or (m.label.endswith("after") and amount.start < m.start <= amount.end)]
        if not near:
            return amount
        match = max(near, key=lambda m: m.end - m.start)
        kind = match.label.split(":")[0]
        range_, share = amount.range.compared(kind), self._shares.get(kind)
        if share and range_.low < range_.high:
            range_ = range_.part(share.low, share.high)
        elif share and share.high == 1:  # "nearly 65"
            range_ = Range(range_.low * share.low, range_.low, below=True)
        return amount._replace(range=range_, start=min(amount.start, match.start), end=max(amount.end, match.end))


def _put_together(words: Mapping[str, str]) -> dict[str, str]:
    """Number words, with sixty-five made of sixty and five."""
    counted = {word: int(text) for word, text in words.items() if text.isdecimal() and word.isalpha()}
    return {**words, **{f"{tens} {ones}": str(t + o) for tens, t in counted.items() for ones, o in counted.items()
                        if t in range(20, 100, 10) and o in range(1, 10)}}


def _range(text: str) -> Range:
    """A range from "3" or "3 to 6"."""
    low, _, high = str(text).partition(" to ")
    return Range(Fraction(low), Fraction(high or low))
