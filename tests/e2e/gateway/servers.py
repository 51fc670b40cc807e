"""Model servers that misbehave, on the level of bytes: what a mock of a provider is too polite to do."""

import json
import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

GOOD = '{"title": "Hello"}'
WRONG = '{"name": "Hello"}'
USED = (1_000, 100)
"""Tokens in and out that a server names unless it is told otherwise."""


class Reply(NamedTuple):
    """One answer. `cut` is after how many bytes of the body the connection is dropped (-1: before any byte).

    A `silent` server takes the request and says nothing until the client leaves.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = {}
    cut: int | None = None
    silent: bool = False


class ModelServer(socketserver.ThreadingTCPServer):
    """Gives its replies in order, the last one again and again; `asked` counts the requests."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, replies: tuple[Reply, ...]) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.replies = replies
        self.asked = 0
        self.turn = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def next(self) -> Reply:
        """The reply to the request that just came."""
        with self.turn:
            self.asked += 1
            return self.replies[min(self.asked, len(self.replies)) - 1]


class _Conversation(socketserver.StreamRequestHandler):
    """One connection, one request."""

    server: ModelServer

    def handle(self) -> None:
        fields = dict(_fields(self.rfile))
        self.rfile.read(int(fields.get("content-length", 0)))
        reply = self.server.next()
        if reply.silent:
            self.rfile.read()  # returns when the client has closed its side
        elif reply.cut != -1:
            self.wfile.write(_head(reply) + reply.body[: reply.cut])


def _fields(lines: Any) -> Iterator[tuple[str, str]]:
    lines.readline()
    while line := lines.readline().strip():
        name, _, value = line.decode().partition(":")
        yield name.lower(), value.strip()


def _head(reply: Reply) -> bytes:
    fields = {"content-type": "application/json", "content-length": str(len(reply.body)), "connection": "close"}
    lines = [f"HTTP/1.1 {reply.status} Status", *(f"{k}: {v}" for k, v in (fields | dict(reply.headers)).items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@contextmanager
def model_server(*replies: Reply) -> Iterator[ModelServer]:
    """Serve `replies` for the block."""
    with ModelServer(replies) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def says(protocol: str, text: str, *, usage: tuple[int, int] | None = USED) -> Reply:
    """A well-formed answer of `protocol` ("openai" or "anthropic") that says `text` and names its `usage`, if any."""
    answer = _chat(text, *(usage or USED)) if protocol == "openai" else _message(text, *(usage or USED))
    if usage is None:
        del answer["usage"]
    return Reply(body=json.dumps(answer).encode())


def _chat(text: str, tokens_in: int, tokens_out: int) -> dict[str, Any]:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    usage = {"prompt_tokens": tokens_in, "completion_tokens": tokens_out, "total_tokens": tokens_in + tokens_out}
    return {"id": "c-1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}


def _message(text: str, tokens_in: int, tokens_out: int) -> dict[str, Any]:
    facts = {"id": "msg-1", "type": "message", "role": "assistant", "model": "m", "stop_reason": "end_turn"}
    usage = {"input_tokens": tokens_in, "output_tokens": tokens_out}
    return facts | {"content": [{"type": "text", "text": text}], "usage": usage}
