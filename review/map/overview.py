"""The whole rule table at a glance: a row for each area, a column for each level, a chip for each rule."""

from __future__ import annotations

from review.map.figure import Box, Figure, Words, pips, stacked, wrapped
from review.map.rule_graph import areas, named, rule_graph
from triage import Knowledge, Level
from triage.knowledge import Rule

_AREA_WIDTH, _COLUMN, _CHIP, _HEAD = 206, 118, 27, 74
_A_ROW = 4


def overview(knowledge: Knowledge) -> Figure:
    """Draw the overview; chips carry the numbers of rules and lead to them."""
    levels = sorted((lv for lv in knowledge.levels.values() if lv.rank), key=lambda lv: -lv.rank)
    figure = Figure("rule-table", "Rule table: overview",
                    f"{len(knowledge.rules)} rules in {len(areas(knowledge))} areas. Each numbered chip is a rule, in "
                    "the column of the level it leads to. The pictures of the areas show what leads to it.")
    for i, level in enumerate(levels):
        _head(figure, level, _AREA_WIDTH + i * _COLUMN, levels[0].rank)
    y = float(_HEAD)
    for area in areas(knowledge):
        rules = [r for r in knowledge.rules if r.area == area]
        height = 16 + 24 * max(-(-sum(r.level == lv for r in rules) // _A_ROW) for lv in levels)
        height = max(height, 46)
        figure.boxes.append(_area(knowledge, area, rules, y, height))
        for i, level in enumerate(levels):
            x = _AREA_WIDTH + i * _COLUMN
            figure.boxes.append(Box(x, y, _COLUMN, height, "plain", round=0))
            figure.boxes += _chips([r for r in rules if r.level == level], x, y + height / 2)
        y += height
    figure.height = y + 6
    return figure


def _head(figure: Figure, level: Level, x: float, most: int) -> None:
    text = (*wrapped(level.id.replace("_", " "), 15), pips(level.rank, most))
    figure.boxes.append(Box(x + 2, 4, _COLUMN - 4, _HEAD - 10, f"level lv{level.rank}",
                            stacked(text, x + _COLUMN / 2, _HEAD / 2 - 1, 14, anchor="middle"), level.opening,
                            f"level-{level.id}"))


def _area(knowledge: Knowledge, area: str, rules: list[Rule], y: float, height: float) -> Box:
    asked = len(named(rule_graph(knowledge, rules)))
    name = wrapped(area.replace("_", " ").capitalize(), 30)
    lines = stacked((*name, f"{len(rules)} rules from {asked} findings or groups"), 8, y + height / 2, 14)
    words = tuple(Words(w.x, w.y, w.text, "bold" if w.text in name else "small") for w in lines)
    return Box(2, y, _AREA_WIDTH - 2, height, "plain", words, "", f"area-{area}", 0)


def _chips(rules: list[Rule], x: float, middle: float) -> list[Box]:
    rows = [rules[i:i + _A_ROW] for i in range(0, len(rules), _A_ROW)]
    return [Box(left, top, _CHIP - 2, 20, f"rule lv{rule.level.rank}",
                stacked([str(rule.number)], left + (_CHIP - 2) / 2, top + 10, 13, anchor="middle"),
                f"{rule.number} {rule.id}: {rule.because}", f"rule-{rule.id}")
            for i, row in enumerate(rows) for j, rule in enumerate(row)
            for left in [x + 6 + j * _CHIP] for top in [middle - 12 * len(rows) + 24 * i + 2]]
