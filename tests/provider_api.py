"""A mail provider's API on the loopback: a real HTTP server that keeps what is posted to it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from launch import ports

HANGS_UP = (0, None)


@dataclass
class ProviderApi:
    """requests: (path, headers, body), in the order of their coming. answers: (status, JSON) for the next ones; JSON
    may be a function of the body. With HANGS_UP it ends the connection without a word.
    """

    port: int
    answers: list[tuple[int, Any]] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{ports.LOOPBACK}:{self.port}/"


@contextmanager
def open_api() -> Iterator[ProviderApi]:
    """Listens on a free port until the block ends."""
    api = ProviderApi(ports.any_free())

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            api.requests.append((self.path, dict(self.headers), body))
            status, told = api.answers.pop(0)
            if not status:
                self.close_connection = True
                return
            answer = json.dumps(told(json.loads(body)) if callable(told) else told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *arguments):
            """The test says what it saw."""

    server = ThreadingHTTPServer((ports.LOOPBACK, api.port), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
