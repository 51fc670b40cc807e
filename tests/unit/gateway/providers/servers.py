"""A server on loopback that answers HTTP requests from a script, also wrongly: what no mock of a provider does."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, NamedTuple


class Reply(NamedTuple):
    """One answer: a status and a body (a mapping is sent as JSON), or a connection dropped without any."""

    status: int = 200
    body: dict[str, Any] | str = ""
    dropped: bool = False


class Scripted(HTTPServer):
    """Gives its replies in order, the last one again and again; `requests` are the JSON bodies it got."""

    def __init__(self, replies: Sequence[Reply]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = list(replies)
        self.requests: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Scripted

    def do_POST(self) -> None:
        self.server.requests.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        reply = self.server.replies.pop(0) if len(self.server.replies) > 1 else self.server.replies[0]
        self.close_connection = True
        if reply.dropped:
            return
        is_json = not isinstance(reply.body, str)
        body = json.dumps(reply.body).encode() if is_json else str(reply.body).encode()
        self.send_response(reply.status)
        self.send_header("content-type", "application/json" if is_json else "text/html")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def scripted(*replies: Reply) -> Iterator[Scripted]:
    """Serve `replies` for the block."""
    with Scripted(replies) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
