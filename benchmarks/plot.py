"""The figures as a picture."""

from __future__ import annotations

from pathlib import Path

from benchmarks.contestants import FLOOR, OURS, STARTER
from benchmarks.figures import Figures

# Colours that stay apart for most people, and in grey.
_COLOURS = {OURS: "#0b6e4f", STARTER: "#c44900", FLOOR: "#7d8597"}
_KINDS = {"fact": "fact", "emergency": "emergency", "step": "step of the check"}


def draw(figures: Figures, path: Path) -> None:
    """Four panels, written in the format of the path's ending."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    picture, ((message, long), (crowd, parts)) = plt.subplots(2, 2, figsize=(11, 8), constrained_layout=True)
    width = 0.8 / len(figures.titles)
    for place, name in enumerate(figures.titles):
        colour = _COLOURS[name]
        at = [number + place * width for number in range(len(_KINDS))]
        message.bar(at, [figures.turns[kind][name].median for kind in _KINDS], width, color=colour,
                    label=figures.titles[name])
        for axes, found in ((long, figures.long[name]), (crowd, figures.crowds[name])):
            axes.plot(list(found), list(found.values()), color=colour, marker="o")
    message.set_xticks([number + width for number in range(len(_KINDS))], _KINDS.values())
    message.set_title("One message, median ms")
    message.legend(fontsize=8)
    long.set_title("A fact late in a conversation, ms by turn")
    crowd.set_title("Messages a second, by people at once")
    crowd.set_xscale("log")
    for axes in (message, long, crowd):
        axes.set_ylim(bottom=0)
    names = list(figures.where["fact"])
    for offset, (kind, shade) in enumerate((("fact", 1.0), ("step", 0.5))):
        parts.barh([number + offset * 0.4 for number in range(len(names))],
                   [figures.where[kind][name] for name in names], 0.4, color=_COLOURS[OURS], alpha=shade,
                   label=_KINDS[kind])
    parts.set_yticks([number + 0.2 for number in range(len(names))], names, fontsize=8)
    parts.invert_yaxis()
    parts.set_title("Where the time of one message goes, ms")
    parts.legend(fontsize=8)
    picture.savefig(path)
    plt.close(picture)
