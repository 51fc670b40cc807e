"""An OpenAI-compatible server whose every answer takes the same time, and which keeps a log of who asked what when.

As a program it serves on a free port of loopback and prints it. Beside Chat Completions it answers `/latency/MS`, which
sets how long an answer takes from then on, and `/asks`, which gives the log and clears it.
"""

import asyncio
import json
import re
import sys
import time
from contextlib import AbstractContextManager
from functools import partial

from .model_server import Connection, completion, serve, server_of

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


def paced_server(content: str) -> AbstractContextManager[str]:
    """The root URL of a server, in a process of its own, whose every answer says `content`."""
    return server_of("tests.load.paced_server", content)


if __name__ == "__main__":
    asyncio.run(serve(partial(PacedConnection, completion(sys.argv[1]), Pace())))
