"""What no text may say (P7): a dose, a diagnosis, false comfort, to stop a medicine, to be sick."""

from __future__ import annotations

import re

FORBIDDEN = [r"\b\d+\s?(mg|milligrams?|mcg)\b", r"\byou (do not|don't) have (als|mnd|ms)\b", r"\bharmless\b.*\byour\b",
             r"\bnothing to worry\b", r"\bdon't worry\b",
             r"\bstop taking (it|baclofen)\b(?! suddenly| on your own| without)",
             r"\bmake (them|yourself) (be )?sick\b", r"\byou (probably|likely) have\b"]


def forbidden_in(text: str) -> list[str]:
    """The words of a text that fall under one of the patterns; what is only warned against is fine."""
    warned = re.sub(r"(do not|don't|never) (stop taking|make)", "", text.lower())
    return [found.group() for pattern in FORBIDDEN if (found := re.search(pattern, warned))]
