"""What the lines of a picture mean."""

from __future__ import annotations

from collections.abc import Collection

from review.map.figure import Figure, Line, Words

LEGEND_HEIGHT = 62


def add_legend(figure: Figure, used: Collection[str]) -> None:
    """Explain the kinds of line that are used, above everything else."""
    figure.words.append(Words(6, 14, "Lines into a rule, by the part of its condition:", "note"))
    x = 6
    for key, (text, end, width) in _MEANING.items():
        if key in used:
            figure.lines.append(Line(f"M{x} 34H{x + 34}", key, end))
            figure.words.append(Words(x + 44, 38, text, "note"))
            x += width
    figure.words.append(Words(794, 14, "Dots: ●●●●● most urgent, ●○○○○ least", "note", "end"))


_MEANING = {
    "all": ("all yes", "arrow", 96),
    "any": ("at least one yes", "arrow", 146),
    "with_any": ("and at least one yes", "arrow", 172),
    "none": ("each an explicit no", "bar", 164),
    "unless": ("yes: does not apply", "cross", 160),
}
