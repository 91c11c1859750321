"""The picture of the question order: a band for each step, in it a card for each list and single question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from review.map.figure import Box, Figure, Line, Words, stacked
from review.map.question_order import Step, opens, steps
from review.map.words import group_name
from triage import Knowledge
from triage.knowledge import Finding, Screen

_LEFT, _CARD, _GAP, _LINE, _BETWEEN = 16, 378, 12, 14, 22
_CHARACTERS, _NOTE_CHARACTERS, _PAGE = 62, 126, 1040
_INDENT = "\u00a0" * 4  # ordinary spaces at the start of a line are dropped


def question_picture(knowledge: Knowledge) -> Figure:
    """All steps in one picture."""
    return _draw(knowledge, steps(knowledge), "question-order", "Question order")


def question_pages(knowledge: Knowledge) -> list[Figure]:
    """The same in pictures that each fit on a printed page."""
    pages: list[list[Step]] = []
    for step in steps(knowledge):
        height = _draw(knowledge, [step], "", "").height
        if pages and _draw(knowledge, pages[-1], "", "").height + height <= _PAGE:
            pages[-1].append(step)
        else:
            pages.append([step])
    return [_draw(knowledge, page, f"question-order-{i + 1}", f"Question order ({i + 1} of {len(pages)})")
            for i, page in enumerate(pages)]


def _draw(knowledge: Knowledge, shown: Iterable[Step], name: str, title: str) -> Figure:
    shown = tuple(shown)
    figure = Figure(name, title, "What is asked in which order, from top to bottom. Each band is a step, each card a "
                    "list of findings or a single question. The same is told in the tables of questions.")
    y = 4.0
    for step in shown:
        if step.number > 1:
            figure.lines.append(Line(f"M400 {y}V{y + _BETWEEN - 7}", "flow", "arrow"))
            y += _BETWEEN
        y = _band(knowledge, figure, step, y)
    if shown and shown[-1].number == len(steps(knowledge)):
        figure.lines.append(Line(f"M400 {y}V{y + _BETWEEN - 7}", "flow", "arrow"))
        y = _end(knowledge, figure, y + _BETWEEN)
    figure.height = y + 6
    return figure


def _band(knowledge: Knowledge, figure: Figure, step: Step, top: float) -> float:
    """A step; returns where it ends."""
    note = wrap(step.note, _NOTE_CHARACTERS)
    words = [Words(_LEFT, top + 19, f"{step.number}  {step.title}", "heading")]
    words += [Words(_LEFT, top + 36 + i * _LINE, line, "note") for i, line in enumerate(note)]
    y = top + 30 + len(note) * _LINE
    cards: list[Box] = []
    ends = [y, y]
    for lines, css, link, heading in _cards(knowledge, step):
        side = ends.index(min(ends))
        x, height = _LEFT + side * (_CARD + _GAP), len(lines) * _LINE + (18 if heading else 12)
        cards += _card(x, ends[side], height, lines, css, link, heading)
        ends[side] += height + _GAP
    bottom = max(ends) if cards else y + 2
    figure.boxes += [Box(4, top, 792, bottom - top, "band", tuple(words), link=f"step-{step.number}"), *cards]
    return bottom


def _cards(knowledge: Knowledge, step: Step) -> Iterator[tuple[list[tuple[str, str]], str, str, int]]:
    """Lines of each card with their style, the card's own style, its link, and how many lines are its heading."""
    for screen in step.screens:
        heading = [(f"list “{screen.id.replace('_', ' ')}”, {len(screen.items)} items", "bold"),
                   *((line, "small") for text in _conditions(knowledge, screen) for line in wrap(text, _CHARACTERS))]
        items = [line for i in screen.items for line in _item(knowledge, i)]
        yield heading + items, "screen", f"screen-{screen.id}", len(heading)
    for finding in step.singles:
        yield list(_single(knowledge, finding)), "asked", f"finding-{finding.id}", 0


def _conditions(knowledge: Knowledge, screen: Screen) -> Iterator[str]:
    """Whom a list is for, in words."""
    short = [knowledge.findings[i].short for i in knowledge.findings if i in screen.opens_with]
    if short:
        yield "after a yes to: " + "; ".join(short)
    if screen.clarifies:
        yield ("or " if short else "") + "when only words were used that say too little"
    if screen.when_untold:
        yield "while nothing is known about what it is like"


def _item(knowledge: Knowledge, finding: str) -> Iterator[tuple[str, str]]:
    found = knowledge.findings[finding]
    text = "• " + found.short + (" °" if found.follows else "")
    leads = ", ".join(s.id.replace("_", " ") for s in opens(knowledge, finding))
    if not leads:
        yield text, ""
    elif len(text) + len(leads) + 9 <= _CHARACTERS:
        yield f"{text} → opens {leads}", ""
    else:
        yield text, ""
        yield f"{_INDENT}→ opens {leads}", ""


def _single(knowledge: Knowledge, finding: Finding) -> Iterator[tuple[str, str]]:
    for i, line in enumerate(wrap(finding.short, _CHARACTERS)):
        yield ("? " if i == 0 else _INDENT) + line, "bold"
    if finding.asked_with:
        named = "; ".join(knowledge.findings[i].short for i in finding.asked_with)
        for line in wrap(f"after a yes to: {named}", _CHARACTERS):
            yield line, "small"
    for screen in opens(knowledge, finding.id):
        yield f"→ a yes opens {screen.id.replace('_', ' ')}", ""


def _card(x: float, top: float, height: float, lines: list[tuple[str, str]], css: str, link: str,
          heading: int) -> Iterator[Box]:
    words = tuple(Words(x + 9, top + 17 + i * _LINE + (7 if heading and i >= heading else 0), text, style)
                  for i, (text, style) in enumerate(lines))
    if not heading:
        yield Box(x, top, _CARD, height, css, words, link=link, round=12)
        return
    yield Box(x, top, _CARD, height, css, words[heading:], link=link, round=3)
    yield Box(x, top, _CARD, heading * _LINE + 8, "header", words[:heading], link=link, round=3)


def _end(knowledge: Knowledge, figure: Figure, top: float) -> float:
    """When the check ends, and what unanswered questions then do; returns where that ends."""
    policy = knowledge.policy
    texts = ["When an urgent enough rule has fired, when no open answer could raise the level any more, or after "
             f"{policy.most_lists} lists and {policy.most_singles} single questions, whichever comes first."]
    texts += [f"An item of group {group_name(macro)} left unanswered keeps the result at least at "
              f"“{level.id.replace('_', ' ')}”." for macro, level in policy.unknown_floors.items()]
    texts.append("° asked only after a yes to the question it follows. → opens: a yes also brings that list.")
    lines = [line for text in texts for line in wrap(text, _NOTE_CHARACTERS)]
    height = 34 + len(lines) * _LINE
    figure.boxes.append(Box(4, top, 792, height, "header", (
        Words(_LEFT, top + 19, "The check ends", "heading"),
        *stacked(lines, _LEFT, top + 22 + (height - 22) / 2, _LINE, "note")), round=12))
    return top + height
