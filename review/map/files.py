"""All files of the map, as text by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from review.map.cases import Case
from review.map.draw import PAGE, drawn, environment
from review.map.opens_picture import opens_picture
from review.map.overview import overview
from review.map.page import page
from review.map.question_picture import question_picture
from review.map.rule_graph import areas
from review.map.rule_picture import rule_pictures
from triage import Knowledge


def contents(knowledge: Knowledge, cases: Sequence[Case], version: str, folder: Path) -> dict[str, str]:
    """The pictures and the page; ``folder`` is where the knowledge was read from."""
    templates = environment()
    figures = [overview(knowledge), question_picture(knowledge), opens_picture(knowledge),
               *(figure for area in areas(knowledge) for figure in rule_pictures(knowledge, area))]
    return {f"{figure.name}.svg": str(drawn(templates, figure, version, PAGE)) for figure in figures} | {
        PAGE: page(templates, knowledge, cases, version, folder)}
