"""What a picture is made of: boxes, lines between them, and words. Drawn by ``templates/figure.svg.j2``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from textwrap import wrap

WIDTH = 800
# By the rank of a level: fill, ink, and a second ink so that the lines of neighbours can be told apart. All inks are
# readable on white. The first row is for what has no level.
COLOURS = (("#ffffff", "#3a3a3a", "#7d7d7d"), ("#dff1e5", "#1b5e34", "#3f9a63"), ("#dfeaf8", "#17487f", "#4b87c9"),
           ("#faf4c8", "#5c4f00", "#95820f"), ("#fde9cf", "#7d4200", "#c5731a"), ("#fbe1df", "#8f1013", "#d9534f"))


@dataclass(frozen=True)
class Words:
    """One line of text."""

    x: float
    y: float
    text: str
    css: str = ""
    anchor: str = "start"


@dataclass(frozen=True)
class Box:
    """A rectangle with the words in it; ``tip`` is told by a screen reader and on hovering, ``link`` an anchor on
    the page."""

    x: float
    y: float
    width: float
    height: float
    css: str = ""
    words: tuple[Words, ...] = ()
    tip: str = ""
    link: str = ""
    round: int = 4


@dataclass(frozen=True)
class Line:
    """A path; ``css`` says what it stands for, ``end`` is ``arrow``, ``bar``, ``cross`` or nothing; ``rank`` is that
    of the level it leads to, 0 for none, and ``second`` draws it in the second ink."""

    path: str
    css: str
    end: str = ""
    rank: int = 0
    second: bool = False


@dataclass
class Bundle:
    """What belongs together, and stands out together when it is pointed at."""

    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


@dataclass
class Figure:
    """A picture. ``name`` is its file and prefix of its ids; ``about`` says in words what it shows."""

    name: str
    title: str
    about: str
    height: float = 0
    width: int = WIDTH
    bundles: list[Bundle] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)


def wrapped(text: str, at_most: int) -> tuple[str, ...]:
    """The text in as few lines of at most so many characters as will do, about equally long."""
    lines = wrap(text, at_most)
    longest = max(map(len, text.split()), default=1)
    for narrower in range(at_most - 1, longest - 1, -1):
        again = wrap(text, narrower)
        if len(again) > len(lines):
            break
        lines = again
    return tuple(lines)


def stacked(lines: Iterable[str], x: float, middle: float, step: float, css: str = "",
            anchor: str = "start") -> tuple[Words, ...]:
    """Lines of text under each other, centred on a height."""
    lines = tuple(lines)
    top = middle - step * (len(lines) - 1) / 2 + step * 0.3
    return tuple(Words(x, top + i * step, line, css, anchor) for i, line in enumerate(lines))


def curve(x1: float, y1: float, x2: float, y2: float) -> str:
    """A path that leaves and arrives level."""
    half = (x2 - x1) / 2
    return f"M{x1:.1f} {y1:.1f}C{x1 + half:.1f} {y1:.1f} {x2 - half:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"


def pips(rank: int, most: int) -> str:
    """The urgency as filled dots, for eyes and printers without colour."""
    return "●" * rank + "○" * (most - rank)
