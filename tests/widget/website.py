"""A website with the widget on it, and a line to the assistant that can break: both real servers on loopback."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from stories.platforms.both import SITE
from stories.platforms.loopback import Quiet, running

# A website that may not use the assistant.
STRANGER = "http://stranger.test"


class Website:
    """Pages by path, each with a Content-Security-Policy of its own if wanted."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, dict[str, str]]] = {}

    def page(self, path: str, body: str, *, csp: str | None = None, html: str = '<html lang="en">',
             style: str = "") -> str:
        """Put up a page; its address."""
        sheet = f'<link rel="stylesheet" href="{path}.css">' if style else ""
        self.pages[path] = (f"<!doctype html>{html}<head><meta charset=utf-8><title>A website</title>"
                            '<meta name="viewport" content="width=device-width, initial-scale=1">'
                            f"{sheet}</head><body><main><h1>A website</h1>{body}</main></body></html>",
                            {"Content-Security-Policy": csp} if csp else {})
        self.pages[f"{path}.css"] = (style, {})
        return SITE + path

    @contextmanager
    def up(self) -> Iterator[int]:
        """Serving; the port."""
        pages = self.pages

        class Handler(Quiet):
            def do_GET(self) -> None:
                text, headers = pages.get(self.path, ("", {}))
                kind = "text/css" if self.path.endswith(".css") else "text/html; charset=utf-8"
                self.give(200 if text else 404, text.encode(), {"Content-Type": kind, **headers})

        with running(Handler) as port:
            yield port


class Line:
    """Stands between browser and assistant. ``fault`` says what happens to the next messages: ``hang``, ``slow``,
    ``down``, ``garbage``, ``empty``, ``cut`` (the answer stops in the middle), ``lost`` (answered, and the answer gets
    lost)."""

    def __init__(self, assistant: str) -> None:
        self.assistant, self.fault, self.base = assistant, "", ""
        self.messages = 0

    @contextmanager
    def up(self) -> Iterator[Line]:
        """Passing everything on."""
        line = self

        class Handler(Quiet):
            def do_GET(self) -> None:
                self.through("GET")

            def do_POST(self) -> None:
                self.through("POST")

            def through(self, method: str) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                fault = line.fault if self.path.partition("?")[0].endswith("/message") else ""
                line.messages += self.path.partition("?")[0].endswith("/message")
                if fault in ("down", "hang"):
                    time.sleep(60 if fault == "hang" else 0)
                    self.close_connection = True
                    return
                if fault in ("garbage", "empty"):
                    return self.give(200, b"<h1>It works!</h1>" if fault == "garbage" else b"", {})
                headers = {n: v for n, v in self.headers.items() if n.lower() not in ("connection", "accept-encoding")}
                answer = httpx.request(method, line.assistant + self.path, content=body, headers=headers, timeout=30)
                if fault == "lost":
                    self.close_connection = True
                    return None
                if fault == "slow":
                    time.sleep(1.5)
                content = answer.content
                if fault == "cut":
                    content = content[:len(content) // 2]
                kept = {n: v for n, v in answer.headers.items() if n.lower() not in (
                    "content-length", "transfer-encoding", "connection", "content-encoding")}
                return self.give(answer.status_code, content, kept)

        with running(Handler) as port:
            self.base = f"http://127.0.0.1:{port}"
            yield self
