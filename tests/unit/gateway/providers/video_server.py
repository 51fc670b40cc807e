"""A server that makes videos by OpenAI's protocol, as far as a client can see."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MP4 = b"\0\0\0\x18ftypmp42" + b"film" * 20


class VideoServer(ThreadingHTTPServer):
    """`jobs` are the videos it was asked for; they are "queued" until a test changes that.

    `heeds_keys`: the same idempotency key makes no second job. `answers` are given instead of the next answers, each
    (status, body); a body of None closes the connection, after the job was made.
    """

    daemon_threads = True

    def __init__(self, *, heeds_keys: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heeds_keys = heeds_keys
        self.jobs: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, str] = {}
        self.asked: list[str] = []
        self.answers: list[tuple[int, Mapping[str, Any] | None]] = []
        self.content = MP4

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def become(self, **changes: Any) -> None:
        """Change all jobs."""
        for job in self.jobs.values():
            job.update(changes)

    def make(self, fields: Mapping[str, str], key: str) -> dict[str, Any]:
        if self.heeds_keys and key in self.keys:
            return self.jobs[self.keys[key]]
        id = f"video/{len(self.jobs)}"
        self.keys[key] = id
        self.jobs[id] = {"id": id, "object": "video", "status": "queued", "progress": 0, "created_at": 1, **fields}
        return self.jobs[id]


class _Handler(BaseHTTPRequestHandler):
    server: VideoServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.asked.append("start")
        if self.server.answers and self.server.answers[0][1] is not None:
            self._scripted()
            return
        job = self.server.make(_fields(self.headers["content-type"], body), self.headers["idempotency-key"])
        if self.server.answers:
            self._scripted()
        else:
            self._say(200, json.dumps(job).encode())

    def do_GET(self) -> None:
        *_, id, what = self.path.split("/") if self.path.endswith("/content") else [*self.path.split("/"), "job"]
        job = self.server.jobs.get(id.replace("%2F", "/"))
        self.server.asked.append(what)
        if self.server.answers:
            self._scripted()
        elif job is None:
            self._say(404, b'{"error": {"message": "no such video"}}')
        else:
            self._say(200, self.server.content if what == "content" else json.dumps(job).encode())

    def _scripted(self) -> None:
        status, body = self.server.answers.pop(0)
        self.close_connection = True
        if body is not None:
            self._say(status, json.dumps(body).encode())

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", "video/mp4" if body[4:8] == b"ftyp" else "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _fields(content_type: str, body: bytes) -> dict[str, str]:
    """The fields of a multipart form."""
    form = message_from_bytes(b"content-type: " + content_type.encode() + b"\r\n\r\n" + body, policy=HTTP)
    parts = [
        (str(p.get_param("name", header="content-disposition")), p.get_payload(decode=True)) for p in form.iter_parts()
    ]
    return {name: payload.decode() for name, payload in parts if isinstance(payload, bytes)}


@contextmanager
def video_server(*, heeds_keys: bool = False) -> Iterator[VideoServer]:
    """Serve for the block."""
    with VideoServer(heeds_keys=heeds_keys) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
