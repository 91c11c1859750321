"""A run as one page: a verdict, and every conversation to open and read."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from stories.outcome import Outcome

_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).resolve().parent), autoescape=select_autoescape(
    default=True, default_for_string=True), trim_blocks=True, lstrip_blocks=True)


def page(outcomes: list[Outcome]) -> str:
    """The page; it needs no other file."""
    behaviours: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        behaviours.setdefault(outcome.story.name.rpartition("/")[0], []).append(outcome)
    return _TEMPLATES.get_template("page.html.jinja").render(
        behaviours=behaviours, played=sum(not o.skipped for o in outcomes),
        failed=[o for o in outcomes if o.wrong], skipped=sum(bool(o.skipped) for o in outcomes))
