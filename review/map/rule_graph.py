"""Rules as a graph: findings and groups -> rules -> levels."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from review.map.words import Piece, parts_of
from triage import Knowledge
from triage.knowledge import Rule


def areas(knowledge: Knowledge) -> tuple[str, ...]:
    """The areas, the one with the most urgent explanations first."""
    return tuple(dict.fromkeys(rule.area for rule in knowledge.rules))


def rule_graph(knowledge: Knowledge, rules: Iterable[Rule]) -> nx.DiGraph:
    """Nodes are finding ids and group names (``kind`` "named"), rule ids ("rule") and level ids ("level").

    An edge to a rule carries ``parts``: the parts of its condition in which it is named, each with the piece.
    """
    graph = nx.DiGraph()
    for rule in rules:
        graph.add_node(rule.id, kind="rule")
        for part in parts_of(knowledge, rule.when):
            for piece in part.pieces:
                for node in nodes_of(piece):
                    graph.add_node(node, kind="named")
                    if not graph.has_edge(node, rule.id):
                        graph.add_edge(node, rule.id, parts=[])
                    graph.edges[node, rule.id]["parts"].append((part.key, piece))
        graph.add_node(rule.level.id, kind="level")
        graph.add_edge(rule.id, rule.level.id)
    return graph


def nodes_of(piece: Piece) -> tuple[str, ...]:
    """The nodes that a piece of a condition stands for."""
    return (piece.group,) if piece.group else piece.findings


def named(graph: nx.DiGraph) -> list[str]:
    """The findings and groups of a graph."""
    return [node for node, kind in graph.nodes(data="kind") if kind == "named"]
