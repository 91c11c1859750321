"""The widget's file as it is served: the built script, with what it must know before and without the assistant.

Emergency numbers and the words for "cannot be reached" are filled in here from ``knowledge/``, so that they are at hand
when the network is not, and change without a new build.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from server.channels.fallback import closed, said_by_the_channel
from server.speech.parts import Parts
from server.speech.phones import countries, emergency_numbers, phones
from triage import Knowledge, shipped

BUILT = Path(__file__).resolve().parent.parent / "pages" / "triage-chat.js"
_PLACE = '"__SHIPPED__"'
# A website's visitors get a new version within minutes; in between the browser asks nobody.
_KEPT_S = 300


def shipped_words(knowledge: Knowledge) -> dict[str, Any]:
    """What the widget knows from the start: countries with the numbers to dial, phone numbers that become links, and
    the texts it shows by itself, each with its closing line."""
    website: Any = knowledge.language["website"]
    stop = knowledge.policy.stop_asking_at
    return {
        "countries": [{"code": c.code, "name": c.name, "numbers": emergency_numbers(c)} for c in countries(knowledge)],
        "phones": phones(knowledge),
        "introduction": closed(Parts(knowledge, None, False).filled(website["introduction"])),
        "suggestions": list(website["suggestions"]),
        "trouble": said_by_the_channel("trouble").text,
        "emergency": {"level": stop.id, "opening": stop.opening}}


@dataclass(frozen=True)
class WidgetFile:
    """Contents, plain and packed, and the tag that tells versions apart."""

    plain: bytes
    packed: bytes
    tag: str

    @classmethod
    def made(cls) -> WidgetFile:
        """From the built file. Raises :class:`ValueError` when it has no place for the words."""
        script = BUILT.read_text(encoding="utf-8")
        if _PLACE not in script:
            raise ValueError(f"{BUILT.name} has no place for the words it is to know; build it anew: make widget")
        words = json.dumps(shipped_words(shipped()), ensure_ascii=True, separators=(",", ":"))
        plain = script.replace(_PLACE, words).encode()
        return cls(plain, gzip.compress(plain, 9, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:20]}"')

    def answer(self, request: Request) -> HTTPResponse:
        """The file, packed where the browser takes that; 304 when it has this version."""
        headers = {"ETag": self.tag, "Cache-Control": f"public, max-age={_KEPT_S}", "Vary": "Accept-Encoding",
                   "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "cross-origin"}
        if self.tag in request.headers.get("if-none-match", ""):
            return response.raw(b"", 304, headers=headers)
        packed = "gzip" in request.headers.get("accept-encoding", "")
        return response.raw(self.packed if packed else self.plain, content_type="text/javascript; charset=utf-8",
                            headers={**headers, **({"Content-Encoding": "gzip"} if packed else {})})
