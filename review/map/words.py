"""A condition in plain words: its parts in reading order, with groups of findings under their own name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from triage import Knowledge
from triage.condition import Condition, Term


@dataclass(frozen=True)
class Piece:
    """One thing that a part names: a finding, several that must be yes together, or a whole ``group``."""

    findings: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True)
class Part:
    """One part of a condition. ``key`` is its name in the files, ``title`` says it in words."""

    key: str
    title: str
    pieces: tuple[Piece, ...]


def parts_of(knowledge: Knowledge, condition: Condition) -> tuple[Part, ...]:
    """The parts that are not empty, each introduced so that they read as one sentence."""
    found: list[Part] = []
    for key, (alone, first, later) in _TITLES.items():
        terms = (tuple(frozenset({i}) for i in condition.order if i in condition.none) if key == "none"
                 else getattr(condition, key))
        if terms:
            pieces = tuple(_pieces(knowledge, condition, terms))
            single = len(pieces) == 1 and not pieces[0].group
            title = alone if single else first
            if found and key != "unless":
                title = f"and {alone if single else later}"
            found.append(Part(key, title, pieces))
    return tuple(found)


def group_name(macro: str) -> str:
    """A macro's name without the sign that marks it in the files."""
    return macro.lstrip("@")


def group_titles(folder: Path) -> Mapping[str, str]:
    """What the comment above each group in ``macros.yml`` says it is."""
    titles: dict[str, str] = {}
    comment: list[str] = []
    for line in (folder / "macros.yml").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            comment.append(line.lstrip("# "))
        else:
            if line.startswith('"@'):
                titles[line.split('"')[1]] = " ".join(comment)
            comment = []
    return titles


# Said when the part names one thing, when it comes first, and when it follows another part.
_TITLES = {
    "all": ("this", "all of", "all of"),
    "any": ("this", "at least one of", "at least one of"),
    "with_any": ("this", "at least one of", "at least one of"),
    "none": ("not (an explicit no)", "none of (each an explicit no)", "none of (each an explicit no)"),
    "unless": ("does not apply when", "does not apply when any of", ""),
}


def _pieces(knowledge: Knowledge, condition: Condition, terms: tuple[Term, ...]) -> Iterator[Piece]:
    named = {i for term in terms if len(term) == 1 for i in term}
    covered: set[str] = set()
    for macro, items in knowledge.macros.items():
        if named.issuperset(items):
            covered.update(items)
            yield Piece(tuple(items), macro)
    for term in terms:
        if not (len(term) == 1 and term <= covered):
            yield Piece(tuple(i for i in condition.order if i in term))
