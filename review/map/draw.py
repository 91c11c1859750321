"""Turns figures and the page into text with the templates beside this file."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from review.map.figure import COLOURS, Figure

PAGE = "review.html"


def environment() -> Environment:
    """Templates that escape everything and refuse unknown names."""
    made = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True,
                       undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"place": _place, "spoken": spoken, "breakable": breakable,
                     "words": lambda name: name.replace("_", " ")}
    return made


def drawn(templates: Environment, figure: Figure, version: str, page: str = "") -> Markup:
    """A figure as SVG: a file of its own when ``page`` names the page it links to, else a part of that page."""
    text = templates.get_template("figure.svg.j2").render(figure=figure, version=version, page=page, colours=COLOURS)
    return Markup(('<?xml version="1.0" encoding="UTF-8"?>\n' if page else "") + text.strip() + "\n")


def spoken(text: str) -> Markup:
    """A text that is said, with the phrases that depend on the country shown as blanks."""
    return Markup(re.sub(r"\{(\w+)\}", lambda found: f'<span class="blank">{found[1].replace("_", " ")}</span>',
                         str(escape(text))))


def breakable(ident: str) -> Markup:
    """An id that a narrow column may break after an underscore."""
    return Markup(str(escape(ident)).replace("_", "_<wbr>"))


def _place(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
