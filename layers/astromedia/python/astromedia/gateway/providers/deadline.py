"""A bound on the whole of an answer: the SDKs' timeouts bound each wait for a next byte, however many there are."""

import time
from collections.abc import Iterator
from typing import Any

import httpx2

CONNECT_SECONDS = 10.0


def within(seconds: float) -> httpx2.Timeout:
    """`seconds` for an answer; a server that cannot even be reached is given up sooner, so that others can be asked."""
    return httpx2.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))


class _Until(httpx2.SyncByteStream):
    """A body that may not come in for longer than until `due`, on the clock of time.monotonic."""

    def __init__(self, body: httpx2.SyncByteStream, due: float) -> None:
        self._body, self._due = body, due

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._body:
            if time.monotonic() > self._due:
                raise httpx2.ReadTimeout("The answer did not end in time")
            yield chunk

    def close(self) -> None:
        self._body.close()


def _start(request: httpx2.Request) -> None:
    request.extensions["due"] = time.monotonic() + request.extensions["timeout"]["read"]


def _bound(response: httpx2.Response) -> None:
    asked = response.request.extensions
    asked["timeout"]["read"] = max(0.001, asked["due"] - time.monotonic())  # of each wait within the body
    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _Until(response.stream, asked["due"])


HOOKS: dict[str, list[Any]] = {"request": [_start], "response": [_bound]}
"""For an SDK's HTTP client: ends an answer that trickles when its request's read timeout has passed in all."""
