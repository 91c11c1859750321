"""A page with emergency numbers to tap. Telegram makes links of long international numbers only, and of no button."""

from __future__ import annotations

import html
from functools import lru_cache
from typing import Any

from sanic import response
from sanic.response import HTTPResponse

from server.channels.fallback import closed
from server.channels.messenger.words import words
from server.speech.phones import countries, pieces
from triage import shipped
from triage.knowledge import Country

_STYLE = (":root{color-scheme:light dark}body{font:1.25rem/1.5 system-ui,sans-serif;margin:1rem;max-width:40rem}"
          "a{display:inline-block;min-width:3rem;padding:.6rem;font-weight:700}h2{margin:2rem 0 0}"
          "dt{margin-top:.75rem;font-weight:600}dd{margin:0}"
          ".emergency a{margin:.25rem;background:#b3001b;color:#fff;border-radius:.5rem;font-size:1.5rem;"
          "text-align:center;text-decoration:none}"
          "@media(prefers-color-scheme:dark){body{background:#16191b;color:#eee}a{color:#9ecbff}}")
_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
                                       "form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex",
            "Cache-Control": "public, max-age=3600"}
_LINES = (("page_poison", "poison_line"), ("page_crisis", "crisis_line"), ("page_urgent", "urgent_line"))


def numbers_page(code: str | None) -> HTTPResponse:
    """The page; the country of that code comes first, if there is one."""
    known = (code or "").upper()
    return response.html(_page(known if known in shipped().countries else None), headers=_HEADERS)


@lru_cache(maxsize=16)
def _page(code: str | None) -> str:
    listed = sorted(countries(shipped()), key=lambda country: country.code != code)
    title = html.escape(words()["numbers_to_call"])
    introduction, _, closing = closed(words()["page_introduction"]).rpartition("\n")
    return (f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
            f"<body><main><h1>{title}</h1><p>{html.escape(introduction)}</p>"
            f"<dl class=\"emergency\">{''.join(map(_emergency, listed))}</dl>"
            f"{''.join(map(_others, listed))}<p>{html.escape(closing)}</p></main></body></html>")


def _emergency(country: Country) -> str:
    return f"<dt>{html.escape(country.name)}</dt><dd>{_linked(country.emergency_number)}</dd>"


def _others(country: Country) -> str:
    numbers: dict[str, Any] = country.numbers
    lines = "".join(f"<dt>{html.escape(words()[name])}</dt><dd>{_linked(numbers[line])}</dd>" for name, line in _LINES)
    return f"<section><h2>{html.escape(country.name)}</h2><dl>{lines}</dl></section>"


def _linked(text: str) -> str:
    return "".join(f'<a href="{address}">{html.escape(piece)}</a>' if address else html.escape(piece)
                   for piece, address in pieces(text))
