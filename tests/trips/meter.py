"""Counts round trips to AWS: when each began and ended, as botocore tells it."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock, local
from typing import Any, NamedTuple

import botocore
from botocore.session import Session


class RoundTrip(NamedTuple):
    """One request to a service of AWS, by seconds of one clock."""

    service: str
    operation: str
    began: float
    ended: float


class Meter:
    """Knows every round trip of clients that are made while it is `installed`, from whatever thread."""

    def __init__(self) -> None:
        self._trips: list[RoundTrip] = []
        self._lock, self._thread = Lock(), local()

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Every botocore session that is made while the block runs is watched, for good."""
        botocore.register_initializer(self._watch)
        try:
            yield
        finally:
            botocore.unregister_initializer(self._watch)

    def take(self) -> list[RoundTrip]:
        """The round trips since it was asked last, in the order in which they ended."""
        with self._lock:
            taken, self._trips = self._trips, []
        return taken

    def _watch(self, session: Session) -> None:
        session.register("before-send.*.*", self._began, unique_id=f"began-{id(self)}")
        session.register("response-received.*.*", self._ended, unique_id=f"ended-{id(self)}")

    def _began(self, **_: Any) -> None:
        self._thread.began = time.perf_counter()

    def _ended(self, **told: Any) -> None:
        _event, service, operation = told["event_name"].split(".")
        trip = RoundTrip(service, operation, self._thread.began, time.perf_counter())
        with self._lock:
            self._trips.append(trip)


def in_a_row(trips: Iterable[RoundTrip]) -> int:
    """How many of them had to wait for another one: the most of which no two overlap in time."""
    count, last = 0, 0.0
    for trip in sorted(trips, key=lambda trip: trip.ended):
        if trip.began >= last:
            count, last = count + 1, trip.ended
    return count
