"""What two models do differently with the same stories."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

_Result = dict[str, Any]
# What is said is the same by nature, unless the conversation took another course.
_LOOKED_AT = ("said", "text", "level", "rules", "asks about", "topic", "offers", "movement", "buttons", "final")


def changed(before: list[_Result], now: list[_Result]) -> list[dict[str, Any]]:
    """The stories that went otherwise: ``ok`` both times, and the turns that differ with what differs in them. Stories
    that were not played both times say nothing."""
    earlier = {result["path"]: result for result in before}
    pairs = [(earlier[result["path"]], result) for result in now if result["path"] in earlier]
    told = [{"path": new["path"], "story": new["story"], "ok": {"before": old["ok"], "now": new["ok"]},
             "turns": _turns(old["turns"], new["turns"])} for old, new in pairs]
    return [one for one in told if one["turns"] or one["ok"]["before"] != one["ok"]["now"]]


def _turns(before: list[_Result], now: list[_Result]) -> list[dict[str, Any]]:
    """The turns that differ; a turn that only one of them came to is None in the other."""
    found = []
    for number, (old, new) in enumerate(zip_longest(before, now), 1):
        differs = [key for key in _LOOKED_AT if (old or {}).get(key) != (new or {}).get(key)]
        if differs:
            found.append({"number": number, "before": old, "now": new, "differs": differs})
    return found
