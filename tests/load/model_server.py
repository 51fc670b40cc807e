"""An OpenAI-compatible server that answers every request alike and at once: what is left is the client's own time.

As a program it serves on a free port of loopback and prints it. `/requests/last` gives the last request's body.
"""

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

HOST = "127.0.0.1"
LAST = "/requests/last"
USAGE = {"prompt_tokens": 400, "completion_tokens": 180, "total_tokens": 580}


def completion(content: str) -> bytes:
    """The answer to every request, as Chat Completions words it."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}
    facts = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1_790_000_000, "model": "gpt-4o-mini"}
    return json.dumps({**facts, "choices": [choice], "usage": USAGE}).encode()


class Connection(asyncio.Protocol):
    """One client's connection: HTTP/1.1 with keep-alive and content-length, which is all that the SDKs need."""

    last = b"{}"

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._buffer = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        length = int(fields.get(b"content-length", 0))
        if len(body) >= length:
            self._buffer = body[length:]
            self._reply(head, body[:length])

    def _reply(self, head: bytes, body: bytes) -> None:
        answer = Connection.last if LAST.encode() in head else self._answer
        Connection.last = Connection.last if LAST.encode() in head else body
        self._write(answer)

    def _write(self, answer: bytes) -> None:
        fields = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(answer)
        self._transport.write(fields + answer)


async def serve(connection: Callable[[], Connection]) -> None:
    """Serve until the process ends; the port is the first line on stdout."""
    server = await asyncio.get_running_loop().create_server(connection, HOST, 0, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


@contextmanager
def server_of(module: str, content: str) -> Iterator[str]:
    """The root URL of the server that `module` is as a program, in a process of its own; its answers say `content`."""
    command = [sys.executable, "-m", module, content]
    with Popen(command, stdout=PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        try:
            port = process.stdout.readline().strip() if process.stdout else ""
            yield f"http://{HOST}:{port}"
        finally:
            process.terminate()


@contextmanager
def model_server(content: str) -> Iterator[str]:
    """The base URL of a server, in a process of its own, whose every answer says `content`."""
    with server_of("tests.load.model_server", content) as root:
        yield f"{root}/v1"


if __name__ == "__main__":
    asyncio.run(serve(partial(Connection, completion(sys.argv[1]))))
