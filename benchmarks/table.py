"""The figures as a table of ratios."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median

from benchmarks.contestants import OURS
from benchmarks.figures import Figures

_TITLES = {"fact": "a fact", "emergency": "an emergency", "step": "a step of the check"}
_Row = tuple[str, Callable[[float], str], dict[str, float | None]]


def as_text(figures: Figures) -> str:
    """Markdown: each figure of all contestants, and ours as a ratio to the others'."""
    names = list(figures.titles)
    rivals = names[1:]
    lines = [f"Compared: {'; '.join(f'{name} = {title}' for name, title in figures.titles.items())}.", "",
             f"| | {' | '.join(names)} | {' | '.join(f'{OURS} / {rival}' for rival in rivals)} |",
             "|---" * (1 + len(names) + len(rivals)) + "|"]
    for title, unit, values in _rows(figures):
        shown = [unit(value) if value is not None else "" for value in (values.get(name) for name in names)]
        lines.append(f"| {title} | {' | '.join([*shown, *(_ratio(values, rival) for rival in rivals)])} |")
    fact, as_long, emergency = (figures.first_words[kind].median for kind in ("fact", "as long", "emergency"))
    lines += ["", f"On a website, until the first words are there: a fact {_ms(fact)}, a fact of as many words as an "
              f"emergency {_ms(as_long)}, an emergency {_ms(emergency)} ({emergency / fact:.2f} and "
              f"{emergency / as_long:.2f} of them)."]
    lines += ["", f"Installed environment: {figures.installed_mb:.0f} MB.", ""]
    long = figures.long[OURS]
    if 5 in long:
        lines += ["Against turn 5 of the same conversation: " + ", ".join(
            f"turn {turn} {long[turn] / long[5]:.2f}" for turn in long if turn > 5) + ".", ""]
    return "\n".join([*lines, *_where(figures)])


def _rows(figures: Figures) -> Iterator[_Row]:
    for kind, title in _TITLES.items():
        times = figures.turns[kind]
        yield f"{title}, median", _ms, {name: time.median for name, time in times.items()}
        yield f"{title}, p95", _ms, {name: time.p95 for name, time in times.items()}
    for turn in figures.long[OURS]:
        yield f"a fact as turn {turn}", _ms, {name: by_turn[turn] for name, by_turn in figures.long.items()}
    for people in figures.crowds[OURS]:
        yield f"{people} at once", _rate, {name: found[people] for name, found in figures.crowds.items()}
    yield "memory, loaded", _mb, {name: found[0] for name, found in figures.memory_mb.items()}
    yield "memory, after many turns", _mb, {name: found[1] for name, found in figures.memory_mb.items() if found[1:]}
    yield "start, nothing to train", _s, {name: median(found) for name, found in figures.start_s.items()}
    yield "training", _s, dict(figures.training_s)


def _ratio(values: dict[str, float | None], other: str) -> str:
    ours, theirs = values.get(OURS), values.get(other)
    return f"{ours / theirs:.2f}" if ours and theirs else ""


def _where(figures: Figures) -> Iterator[str]:
    """The parts of one message; the last is what a message over HTTP took beyond them."""
    yield "| where the time goes | a fact | a step of the check |"
    yield "|---|---|---|"
    fact, step = figures.where["fact"], figures.where["step"]
    for part in fact:
        yield f"| {part} | {_ms(fact[part])} | {_ms(step[part])} |"
    rest = [max(0.0, figures.turns[kind][OURS].median - sum(parts.values()))
            for kind, parts in (("fact", fact), ("step", step))]
    yield f"| channel, network and client | {_ms(rest[0])} | {_ms(rest[1])} |"


def _ms(value: float) -> str:
    return f"{value:.1f} ms"


def _rate(value: float) -> str:
    return f"{value:.0f}/s"


def _mb(value: float) -> str:
    return f"{value:.0f} MB"


def _s(value: float) -> str:
    return f"{value:.0f} s"
