"""The summary as one printable page: no script, nothing fetched, readable in black and white."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from server.summary.content import Summary
from server.summary.wording import unsure_of, wording, written

_FOLDER = Path(__file__).resolve().parent
_STYLE = (_FOLDER / "page.css").read_text(encoding="utf-8")
_PRINT = "print()"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


# A Content-Security-Policy that names these lets in exactly this style sheet, and this script, and nothing else inline.
STYLE_HASH, PRINT_HASH = _hash(_STYLE), _hash(_PRINT)
_template = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                        lstrip_blocks=True).get_template("page.html.jinja")


def as_page(summary: Summary) -> str:
    """The page; every word of the person is escaped."""
    return _rendered(summary, "")


def as_printing_page(summary: Summary) -> str:
    """The same page, which opens the browser's print dialog by itself: its only script."""
    return _rendered(summary, _PRINT)


def _rendered(summary: Summary, script: str) -> str:
    return _template.render(s=summary, w=wording(), made_at=written(summary.made_at), unsure_of=unsure_of,
                            style=Markup(_STYLE), script=Markup(script))
