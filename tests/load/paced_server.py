"""An OpenAI-compatible server whose every answer takes the same time, and which keeps a log of who asked what when.

As a program it serves on a free port of loopback and prints it. Beside Chat Completions it answers `/latency/MS`, which
sets how long an answer takes from then on, and `/asks`, which gives the log and clears it.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

from .model_server import HOST, Connection, completion

CAMPAIGN, PHASE = re.compile(rb"campaign-([a-z0-9]+)"), re.compile(rb"phase-([a-z]+)")
"""What a request says of whose it is: the first of each in its body counts."""
LATENCY = re.compile(rb"^GET /latency/(\d+) ")
ASKS = b"GET /asks "


class Pace:
    """How long an answer takes (seconds), and what was asked: campaign, phase, when it was asked and answered."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.asks: list[tuple[str, str, float, float]] = []

    def take(self) -> bytes:
        """The log as JSON; it is empty from here on."""
        asks, self.asks = self.asks, []
        return json.dumps(asks).encode()


class PacedConnection(Connection):
    """One client's connection; an answer is written when its time has come, whoever else waits."""

    def __init__(self, answer: bytes, pace: Pace) -> None:
        super().__init__(answer)
        self._pace = pace

    def _reply(self, head: bytes, body: bytes) -> None:
        if latency := LATENCY.match(head):
            self._pace.seconds = int(latency[1]) / 1e3
            self._write(b"{}")
        elif head.startswith(ASKS):
            self._write(self._pace.take())
        else:
            asyncio.get_running_loop().call_later(self._pace.seconds, self._answer_to, body, time.perf_counter())

    def _answer_to(self, body: bytes, asked: float) -> None:
        campaign, phase = (found[1].decode() if (found := of.search(body)) else "" for of in (CAMPAIGN, PHASE))
        self._pace.asks.append((campaign, phase, asked, time.perf_counter()))
        self._write(self._answer)


async def serve(content: str) -> None:
    """Serve until the process ends; the port is the first line on stdout."""
    answer, pace = completion(content), Pace()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: PacedConnection(answer, pace), HOST, 0, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


@contextmanager
def paced_server(content: str) -> Iterator[str]:
    """The root URL of a server, in a process of its own, whose every answer says `content`."""
    command = [sys.executable, "-m", "tests.load.paced_server", content]
    with Popen(command, stdout=PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        try:
            port = process.stdout.readline().strip() if process.stdout else ""
            yield f"http://{HOST}:{port}"
        finally:
            process.terminate()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
