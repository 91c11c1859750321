"""A story as the text of its file."""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

# Wider lines than anybody reads are folded; this keeps one thing said in one line.
_WIDTH = 4096


def as_yaml(title: str, turns: list[dict[str, Any]], channel: str | None = None) -> str:
    """The text of a story; each turn is as in the file: a deed, and what is expected under ``bot``."""
    story = CommentedMap({"story": title, **({"channel": channel} if channel else {})})
    story["turns"] = CommentedSeq([_turn(turn) for turn in turns])
    yaml = YAML()
    yaml.width = _WIDTH
    text = io.StringIO()
    yaml.dump(story, text)
    return text.getvalue()


def _turn(turn: dict[str, Any]) -> CommentedMap:
    """Lists stand in one line: [first, second]."""
    written = CommentedMap(turn)
    for key, value in turn.items():
        if key == "bot":
            written[key] = CommentedMap({word: _flow(expected) for word, expected in value.items()})
        else:
            written[key] = _flow(value)
    return written


def _flow(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    listed = CommentedSeq(value)
    listed.fa.set_flow_style()
    return listed
