"""The picture of one area: what is asked on the left, the rules in the middle, how soon on the right."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

from review.map.columns import few_crossings, spread
from review.map.figure import Box, Bundle, Figure, Line, Words, curve, pips, stacked, wrapped
from review.map.legend import LEGEND_HEIGHT, add_legend
from review.map.rule_graph import named, nodes_of, rule_graph
from review.map.words import Part, Piece, group_name, parts_of
from triage import Knowledge, Level
from triage.knowledge import Rule

_ASKED_X, _ASKED_WIDTH, _ASKED_CHARACTERS = 6, 244, 38
_RULE_X, _RULE_WIDTH, _PORT_WIDTH = 452, 232, 48
_LEVEL_X, _LEVEL_WIDTH = 704, 90
_PORT_HEIGHT, _LINE, _BOTH_X, _MOST_RULES = 17, 13, 290, 13


def rule_pictures(knowledge: Knowledge, area: str) -> list[Figure]:
    """Draw an area: one picture, or several with some of the levels each, so that none has too many rules."""
    rules = [r for r in knowledge.rules if r.area == area]
    sheets: list[list[list[Rule]]] = []
    for level in sorted({r.level for r in rules}, key=lambda level: -level.rank):
        block = [r for r in rules if r.level == level]
        if sheets and sum(map(len, sheets[-1])) + len(block) <= _MOST_RULES:
            sheets[-1].append(block)
        else:
            sheets.append([block])
    return [_picture(knowledge, area, sheet, i + 1, len(sheets)) for i, sheet in enumerate(sheets)]


def _picture(knowledge: Knowledge, area: str, blocks: list[list[Rule]], sheet: int, sheets: int) -> Figure:
    graph = rule_graph(knowledge, [rule for block in blocks for rule in block])
    left, order = few_crossings(graph, named(graph), [[rule.id for rule in block] for block in blocks])
    title = area.replace("_", " ").capitalize() + (f" ({sheet} of {sheets})" if sheets > 1 else "")
    name = f"rule-table-{area.replace('_', '-')}" + (f"-{sheet}" if sheets > 1 else "")
    return _Area(knowledge, name, title, graph, left, [knowledge.rule_by_id[i] for i in order]).figure


class _Area:
    """The drawing of one area, built in the order in which things depend on each other."""

    def __init__(self, knowledge: Knowledge, name: str, title: str, graph: nx.DiGraph, left: list[str],
                 rules: list[Rule]) -> None:
        self.knowledge, self.graph, self.rules = knowledge, graph, rules
        self.figure = Figure(
            name, f"Rule table: {title}",
            f"{len(left)} findings and groups of findings on the left lead to {len(rules)} rules in the middle, "
            "and these to their level on the right. Every line is also told in words with the rule.")
        self.parts: dict[str, tuple[Part, ...]] = {r.id: parts_of(knowledge, r.when) for r in rules}
        self.texts = {node: wrapped(self._text(node), _ASKED_CHARACTERS) for node in left}
        heights = [self._asked_height(node) for node in left]
        self._place_rules(sum(heights) + 6 * len(heights))
        wanted = [sum(self.ports[p] for p in self._ports(n)) / len(self._ports(n)) for n in left]
        middles = spread(wanted, heights, 6)
        up = min(0.0, middles[0] - heights[0] / 2 - LEGEND_HEIGHT)
        self.asked = {node: middle - up for node, middle in zip(left, middles, strict=True)}
        lowest = max(self.asked[n] + h / 2 for n, h in zip(left, heights, strict=True))
        self.figure.height = max(lowest, self.bottom) + 8
        add_legend(self.figure, {p.key for parts in self.parts.values() for p in parts})
        self._draw()

    def _text(self, node: str) -> str:
        if node in self.knowledge.macros:
            return f"group {group_name(node)} ({len(self.knowledge.macros[node])} findings)"
        return self.knowledge.findings[node].short

    def _asked_height(self, node: str) -> float:
        return len(self.texts[node]) * _LINE + 7

    def _rule_height(self, rule: Rule) -> float:
        return max(38, len(self.parts[rule.id]) * _PORT_HEIGHT + 6)

    def _place_rules(self, room: float) -> None:
        """Rules under each other, levels a little apart, over at least the room that the left side needs."""
        tall = sum(map(self._rule_height, self.rules)) + 24 * len({r.level for r in self.rules})
        gap = max(10.0, (room - tall) / max(len(self.rules), 1))
        y, self.tops, self.ports, last = float(LEGEND_HEIGHT), {}, {}, None
        for rule in self.rules:
            y += 16 if last not in (None, rule.level) else 0
            last, height = rule.level, self._rule_height(rule)
            if sum(r.level == rule.level for r in self.rules) == 1:
                y += max(0, 58 - height) / 2
            self.tops[rule.id] = y
            parts = self.parts[rule.id]
            for i, part in enumerate(parts):
                self.ports[rule.id, part.key] = y + height / 2 + (i - (len(parts) - 1) / 2) * _PORT_HEIGHT
            y += height + gap
            if sum(r.level == rule.level for r in self.rules) == 1:
                y += max(0, 58 - height) / 2
        self.bottom = y - gap

    def _ports(self, node: str) -> list[tuple[str, str]]:
        return [(rule, key) for rule in self.graph.successors(node) for key, _ in self.graph.edges[node, rule]["parts"]]

    def _draw(self) -> None:
        for i, rule in enumerate(self.rules):
            bundle = Bundle()
            for part in self.parts[rule.id]:
                for piece in part.pieces:
                    self._draw_piece(bundle, rule, part, piece, second=bool(i % 2))
            bundle.lines.append(self._to_level(rule))
            bundle.boxes += self._rule_boxes(rule)
            self.figure.bundles.append(bundle)
        self.figure.boxes += [self._asked_box(node) for node in self.asked]
        self.figure.boxes += [self._level_box(level) for level in dict.fromkeys(r.level for r in self.rules)]

    def _draw_piece(self, bundle: Bundle, rule: Rule, part: Part, piece: Piece, second: bool) -> None:
        rank, end = rule.level.rank, _ENDS.get(part.key, "arrow")
        start, to = _ASKED_X + _ASKED_WIDTH, (_RULE_X - 5, self.ports[rule.id, part.key])
        nodes = nodes_of(piece)
        if len(nodes) == 1:
            bundle.lines.append(Line(curve(start, self.asked[nodes[0]], *to), part.key, end, rank, second))
            return
        middle = sum(self.asked[n] for n in nodes) / len(nodes)
        for node in nodes:
            bundle.lines.append(Line(curve(start, self.asked[node], _BOTH_X - 8, middle), part.key, "", rank, second))
        bundle.lines.append(Line(curve(_BOTH_X + 8, middle, *to), part.key, end, rank, second))
        bundle.boxes.append(Box(_BOTH_X - 8, middle - 8, 16, 16, f"both lv{rank}", stacked(
            ["+"], _BOTH_X, middle, _LINE, anchor="middle"), "both together", round=8))

    def _asked_box(self, node: str) -> Box:
        middle, height = self.asked[node], self._asked_height(node)
        group = node in self.knowledge.macros
        return Box(_ASKED_X, middle - height / 2, _ASKED_WIDTH, height, "group" if group else "asked",
                   stacked(self.texts[node], _ASKED_X + 8, middle, _LINE), node,
                   f"group-{group_name(node)}" if group else f"finding-{node}")

    def _rule_boxes(self, rule: Rule) -> Iterator[Box]:
        top, height = self.tops[rule.id], self._rule_height(rule)
        inside = _RULE_X + _PORT_WIDTH + 7
        middle, rank = top + height / 2, rule.level.rank
        yield Box(_RULE_X, top, _RULE_WIDTH, height, f"rule lv{rank}", (
            Words(inside, middle - 4, f"{rule.number}", "number"),
            Words(_RULE_X + _RULE_WIDTH - 7, middle - 4, pips(rank, self._most), "pips", "end"),
            Words(inside, middle + 11, rule.id, "id")), rule.because, f"rule-{rule.id}")
        for part in self.parts[rule.id]:
            y = self.ports[rule.id, part.key]
            yield Box(_RULE_X, y - 8, _PORT_WIDTH, 16, "port",
                      stacked([_SHORT[part.key]], _RULE_X + _PORT_WIDTH / 2, y, _LINE, anchor="middle"), part.title)

    def _to_level(self, rule: Rule) -> Line:
        middle = self.tops[rule.id] + self._rule_height(rule) / 2
        return Line(f"M{_RULE_X + _RULE_WIDTH} {middle:.1f}H{_LEVEL_X - 4}", "to", "arrow", rule.level.rank)

    @property
    def _most(self) -> int:
        return max(level.rank for level in self.knowledge.levels.values())

    def _level_box(self, level: Level) -> Box:
        mine = [r for r in self.rules if r.level == level]
        top = min(self.tops[r.id] for r in mine)
        bottom = max(self.tops[r.id] + self._rule_height(r) for r in mine)
        middle, height = (top + bottom) / 2, max(bottom - top, 58)
        text = (*wrapped(level.id.replace("_", " "), 11), pips(level.rank, self._most))
        return Box(_LEVEL_X, middle - height / 2, _LEVEL_WIDTH, height, f"level lv{level.rank}",
                   stacked(text, _LEVEL_X + _LEVEL_WIDTH / 2, middle, _LINE, anchor="middle"), level.opening,
                   f"level-{level.id}")


_SHORT = {"all": "all", "any": "any", "with_any": "with any", "none": "none", "unless": "unless"}
_ENDS = {"none": "bar", "unless": "cross"}
