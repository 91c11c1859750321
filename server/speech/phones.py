"""Telephone numbers in what is said: which there are, and where they stand in a text, so that they can be tapped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from triage import Knowledge, shipped
from triage.knowledge import Country

_DIALLED = re.compile(r"\d+")
_PHONE = re.compile(r"\d[\d -]+\d")


def emergency_numbers(country: Country) -> list[str]:
    """What to dial in an emergency; none for the country that is not known."""
    return _DIALLED.findall(country.numbers["emergency_number"])


def countries(knowledge: Knowledge) -> list[Country]:
    """The countries whose numbers are known."""
    return [country for country in knowledge.countries.values() if emergency_numbers(country)]


def phones(knowledge: Knowledge) -> list[str]:
    """All numbers of all countries as they are written, longest first, so that none is taken for a part of another."""
    found = {phone for country in countries(knowledge) for text in country.numbers.values()
             for phone in _PHONE.findall(text)}
    return sorted(found, key=lambda phone: (-len(phone), phone))


def pieces(text: str) -> Iterator[tuple[str, str | None]]:
    """A text in pieces, each with the address (``tel:...``) that it stands for if it is a number to call."""
    end = 0
    for found in _known().finditer(text):
        yield text[end:found.start()], None
        yield found.group(), "tel:" + "".join(_DIALLED.findall(found.group()))
        end = found.end()
    yield text[end:], None


@lru_cache(maxsize=1)
def _known() -> re.Pattern[str]:
    return re.compile(r"(?<![\d-])(" + "|".join(map(re.escape, phones(shipped()))) + r")(?![\d-])")
