"""Small HTTP servers on this machine, for what the assistant talks to and who talks to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

# For everybody: making one takes 30 ms. Connections are not kept, as whoever is called may be restarted meanwhile.
client = httpx.Client(limits=httpx.Limits(max_keepalive_connections=0), timeout=30)


class Quiet(BaseHTTPRequestHandler):
    """Answers in one piece and prints nothing."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *words: object) -> None:
        """Tests print nothing."""

    def give(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """Answer."""
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running(handler: type[BaseHTTPRequestHandler], port: int = 0) -> Iterator[int]:
    """A server with that handler meanwhile; its port."""
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
