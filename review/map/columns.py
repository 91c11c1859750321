"""Two columns joined by lines, ordered so that few lines cross, and placed so that most run level."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise

import networkx as nx

SWEEPS = 24


def few_crossings(graph: nx.DiGraph, left: Sequence[Hashable], right: Sequence[Sequence[Hashable]]
                  ) -> tuple[list[Hashable], list[Hashable]]:
    """Order both columns by the mean place of their neighbours, to and fro, and keep the best order seen.

    ``right`` is in blocks whose order is fixed; only within a block things move.
    """
    ours, theirs = list(left), [list(block) for block in right]
    best = (ours, [node for block in theirs for node in block])
    fewest = crossings(graph, *best)
    for _ in range(SWEEPS):
        place = {node: i for i, node in enumerate(n for block in theirs for n in block)}
        ours = sorted(ours, key=lambda n: _mean(place, graph.successors(n)))
        place = {node: i for i, node in enumerate(ours)}
        theirs = [sorted(block, key=lambda n: _mean(place, graph.predecessors(n))) for block in theirs]
        order = (ours, [node for block in theirs for node in block])
        count = crossings(graph, *order)
        if count < fewest:
            best, fewest = order, count
    return best


def crossings(graph: nx.DiGraph, left: Sequence[Hashable], right: Sequence[Hashable]) -> int:
    """How many pairs of lines cross."""
    above, below = {n: i for i, n in enumerate(left)}, {n: i for i, n in enumerate(right)}
    lines = sorted((above[a], below[b]) for a, b in graph.edges if a in above and b in below)
    return sum(1 for i, (a, b) in enumerate(lines) for c, d in lines[i + 1:] if a != c and b > d)


def spread(wanted: Sequence[float], heights: Sequence[float], gap: float) -> list[float]:
    """Middles as near to the wanted ones as can be, in that order, without overlap (pool adjacent violators)."""
    offsets = [0.0]
    for above, below in pairwise(heights):
        offsets.append(offsets[-1] + (above + below) / 2 + gap)
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        mean, count = want - offset, 1
        while pools and pools[-1][0] > mean:
            other, others = pools.pop()
            mean, count = (mean * count + other * others) / (count + others), count + others
        pools.append((mean, count))
    flat = [mean for mean, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(flat, offsets, strict=True)]


def _mean(place: Mapping[Hashable, int], neighbours: Iterable[Hashable]) -> float:
    places = [place[n] for n in neighbours if n in place]
    return sum(places) / len(places) if places else 0
