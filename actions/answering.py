"""What an answer says about the findings that were asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# A message of up to this many words that names something on the list is a choice from the list.
SHORT_MESSAGE = 8


def answered(asking: Sequence[str], answer: Mapping[str, Any] | None, told: Mapping[str, str],
             words: int) -> dict[str, str] | None:
    """Values for the asked findings, or None when the message does not answer the question.

    ``answer`` is the short answer in the message, ``told`` the findings it mentions, ``words`` its length.
    """
    kind = answer["kind"] if answer else None
    hits = {i: told[i] for i in asking if i in told}
    if len(asking) == 1:
        if hits:
            return hits
        value = {"yes": "yes", "all": "yes", "no": "no", "none": "no", "unsure": "unknown"}.get(kind or "")
        if kind == "choice":
            value = {(1,): "yes", (2,): "no", (3,): "unknown"}.get(tuple(answer["numbers"]))  # the buttons' order
        return {asking[0]: value} if value else None
    if answer and (kind == "choice" or answer.get("not_sure")):
        return _picked(asking, answer["numbers"], answer.get("not_sure") or ())
    if "yes" in hits.values() and words <= SHORT_MESSAGE:
        return {i: hits.get(i, "no") for i in asking}
    if "yes" in hits.values():
        return hits
    value = {"none": "no", "no": "no", "all": "yes", "unsure": "unknown"}.get(kind or "")
    if value and (answer["whole"] or value == "no"):
        return {i: value for i in asking} | hits
    return None  # what is only denied ("no fever") leaves the rest of the list to ask


def _picked(asking: Sequence[str], numbers: Sequence[int], not_sure: Sequence[int]) -> dict[str, str] | None:
    """A list answered by numbers, counted from 1; -1 is the last. None when a number is not on the list."""
    if any(n > len(asking) or n == 0 for n in (*numbers, *not_sure)):
        return None
    at = {n: asking[n - 1] if n > 0 else asking[-1] for n in (*numbers, *not_sure)}
    return {**dict.fromkeys(asking, "no"), **{at[n]: "unknown" for n in not_sure}, **{at[n]: "yes" for n in numbers}}
