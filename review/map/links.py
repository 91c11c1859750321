"""Where a source can be opened: the addresses in its ``url``, which may come with words around them."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://[^\s;]+")


def linked(url: str) -> Markup:
    """The text as written, its addresses as links that open nothing by themselves."""
    made, end = "", 0
    for found in _ADDRESS.finditer(url):
        made += f'{escape(url[end:found.start()])}<a href="{escape(found[0])}" rel="noreferrer">{escape(found[0])}</a>'
        end = found.end()
    return Markup(made + str(escape(url[end:])))
