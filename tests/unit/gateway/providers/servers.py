"""A server on loopback that answers HTTP requests from a script, also wrongly: what no mock of a provider does."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

Fault = Literal["drop", "cut", "hang", "stall", "late stall", "trickle"]
LATE_SECONDS = 0.8
STALLS = ("stall", "late stall")
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Reply(NamedTuple):
    """One answer: a status, headers and a body (a mapping is sent as JSON), or a `fault`.

    drop: the connection is closed without an answer; cut: it is closed amid the body; hang: nothing comes; stall:
    nothing comes after half of the body; late stall: the same, and even the headers come late; trickle: the body comes
    a byte at a time, 20 ms apart.
    """

    status: int = 200
    body: dict[str, Any] | str = ""
    headers: Mapping[str, str] = NO_HEADERS
    fault: Fault | None = None


class Scripted(ThreadingHTTPServer):
    """Gives its replies in order, the last one again and again; `requests` and `headers` are what it got."""

    daemon_threads = True

    def __init__(self, replies: Sequence[Reply]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = list(replies)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Scripted

    def do_POST(self) -> None:
        self.server.requests.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        reply = self.server.replies.pop(0) if len(self.server.replies) > 1 else self.server.replies[0]
        self.close_connection = True
        if reply.fault == "late stall":
            self.server.closing.wait(LATE_SECONDS)
        if reply.fault == "hang":
            self.server.closing.wait(10)
        elif reply.fault != "drop":
            self._answer(reply)

    def _answer(self, reply: Reply) -> None:
        is_json = not isinstance(reply.body, str)
        body = json.dumps(reply.body).encode() if is_json else str(reply.body).encode()
        self.send_response(reply.status)
        kind = "application/json" if is_json else "text/html"
        for name, value in ({"content-type": kind, "content-length": str(len(body))} | dict(reply.headers)).items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self._send(body, reply.fault)
        except OSError:
            """The client has left."""

    def _send(self, body: bytes, fault: Fault | None) -> None:
        if fault == "trickle":
            for byte in body:
                self.wfile.write(bytes([byte]))
                if self.server.closing.wait(0.02):
                    return
        self.wfile.write(body[: len(body) // 2] if fault in ("cut", *STALLS) else body)
        if fault in STALLS:
            self.server.closing.wait(10)

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
            server.closing.set()
            server.shutdown()
            thread.join()
