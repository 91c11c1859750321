"""A website with the widget on it, and a line to the assistant that can break: both real servers on loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from tests.conftest import SITE

# A website that may not use the assistant.
STRANGER = "http://stranger.test"


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words: object) -> None:
        """Tests print nothing."""

    def give(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def _running(handler: type[BaseHTTPRequestHandler], port: int = 0) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


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

        class Handler(_Quiet):
            def do_GET(self) -> None:
                text, headers = pages.get(self.path, ("", {}))
                kind = "text/css" if self.path.endswith(".css") else "text/html; charset=utf-8"
                self.give(200 if text else 404, text.encode(), {"Content-Type": kind, **headers})

        with _running(Handler) as port:
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

        class Handler(_Quiet):
            def do_GET(self) -> None:
                self.through("GET")

            def do_POST(self) -> None:
                self.through("POST")

            def through(self, method: str) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                fault = line.fault if self.path.endswith("/message") else ""
                line.messages += self.path.endswith("/message")
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

        with _running(Handler) as port:
            self.base = f"http://127.0.0.1:{port}"
            yield self
