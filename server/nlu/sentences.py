"""A danger told in one sentence among others: the second ear also listens to the sentences of a message, one by one.

"I have MS and take baclofen. My left leg just quit. What should I do?" sounds calmer as a whole than what it tells:
where a fixed text is put before or after an emergency, the ear hears a third of the difference back this way
(docs/understanding.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from server.nlu.danger import DangerEar
from server.nlu.features import Features, samples_of
from server.understanding.understanding import Understanding, understanding

# What gives the vectors of some texts.
Meanings = Callable[[Sequence[str]], np.ndarray]

_END = re.compile(r"(?<=[.!?;])\s+|\n+")
# Of a very long story the last sentences are heard.
MOST = 30


def sentences(text: str) -> list[str]:
    """The sentences of a message, at most :data:`MOST`; none where it is a single one."""
    found = [part.strip() for part in _END.split(text[: Understanding.LONGEST]) if part.strip()]
    return found[-MOST:] if len(found) > 1 else []


def loudest(text: str, ear: DangerEar, features: Features, meanings: Meanings, recall: bool
            ) -> tuple[float, list[str]] | None:
    """What the ear hears in the sentence that sounds most like an emergency; None where there is a single one."""
    parts = sentences(text)
    if not parts:
        return None
    rows = [features.row(sample, lambda vector=vector: vector) for sample, vector in zip(
        samples_of(parts), meanings([understanding().whole(part) for part in parts]), strict=True)]
    return ear.hear(max(rows, key=lambda row: ear.hear(row, recall=False)[0]), recall)
