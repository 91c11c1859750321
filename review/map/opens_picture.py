"""The picture of what opens what: answers on the left, the lists that a yes to them opens on the right."""

from __future__ import annotations

import networkx as nx

from review.map.columns import few_crossings, spread
from review.map.figure import Box, Bundle, Figure, Line, curve, stacked, wrapped
from review.map.question_order import asked_in
from triage import Knowledge
from triage.knowledge import Screen

_LEFT, _LEFT_WIDTH, _RIGHT, _RIGHT_WIDTH, _LINE, _CHARACTERS = 6, 400, 590, 204, 13, 62


def opens_picture(knowledge: Knowledge) -> Figure:
    """Draw it."""
    opened = [screen for screen in knowledge.screens if screen.opens_with]
    graph = nx.DiGraph((finding, screen) for screen in opened for finding in knowledge.findings
                       if finding in screen.opens_with)
    answers, order = few_crossings(graph, [f for f in knowledge.findings if f in graph], [opened])
    figure = Figure("question-opens", "Which answers open which lists",
                    f"{len(answers)} answers on the left; a yes to one opens the lists it is joined to on the right. "
                    "Under each answer stands on which lists it is asked.")
    texts = {a: (*wrapped(knowledge.findings[a].short, _CHARACTERS), *wrapped(_where(knowledge, a), _CHARACTERS))
             for a in answers}
    heights = [len(texts[a]) * _LINE + 8 for a in answers]
    middles = spread([0.0] * len(answers), heights, 6)
    up = middles[0] - 28
    place = {a: middle - up for a, middle in zip(answers, middles, strict=True)}
    wanted = [sum(place[a] for a in graph.predecessors(s)) / graph.in_degree(s) for s in order]
    right = dict(zip(order, _within(spread(wanted, [44.0] * len(order), 10)), strict=True))
    for i, screen in enumerate(order):
        figure.bundles.append(Bundle(
            [Line(curve(_LEFT + _LEFT_WIDTH, place[a], _RIGHT - 5, right[screen]), "any", "arrow", 0, bool(i % 2))
             for a in graph.predecessors(screen)], [_list(screen, right[screen])]))
    figure.boxes += [Box(_LEFT, place[a] - h / 2, _LEFT_WIDTH, h, "asked", stacked(
        texts[a], _LEFT + 8, place[a], _LINE), a, f"finding-{a}") for a, h in zip(answers, heights, strict=True)]
    figure.height = max(place[answers[-1]] + heights[-1] / 2, right[order[-1]] + 22) + 6
    return figure


def _within(middles: list[float]) -> list[float]:
    """Moved down if the first would be cut off."""
    down = max(0.0, 28 - middles[0])
    return [middle + down for middle in middles]


def _where(knowledge: Knowledge, finding: str) -> str:
    lists = ", ".join(s.id.replace("_", " ") for s in asked_in(knowledge, finding))
    return f"asked on: {lists}" if lists else "told, or asked by itself"


def _list(screen: Screen, middle: float) -> Box:
    return Box(_RIGHT, middle - 22, _RIGHT_WIDTH, 44, "screen", stacked(
        (f"list “{screen.id.replace('_', ' ')}”", f"{len(screen.items)} items"), _RIGHT + 10, middle, _LINE + 2),
        link=f"screen-{screen.id}")
