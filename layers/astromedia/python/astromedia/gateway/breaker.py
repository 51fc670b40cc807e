"""The circuit breaker: a route that keeps failing is left alone for a while, by all Lambdas, and then probed by one."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .calls import Route
from .contracts import CacheStore

FAILURES = 5
"""So many failures in a row open the circuit."""
WINDOW = 120.0
"""Seconds after which a failure no longer counts."""
REST = 30.0
"""Seconds for which an open circuit lets nobody through, and for which a probe has the route for itself."""
LOOK_EVERY = 1.0
"""Seconds for which a look at the shared store holds while all is well."""
EVERYONE = "-"
"""Stands where a workspace would: the health of a provider is the same for all, and tells nothing of any."""


class State(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


def state(failures: Sequence[float], now: float) -> State:
    """What the failures since the last success (their moments, newest first) say at the moment `now`, in seconds."""
    recent = [at for at in failures[:FAILURES] if now - at < WINDOW]
    if len(recent) < FAILURES:
        return State.CLOSED
    return State.OPEN if now - recent[0] < REST else State.HALF_OPEN


@dataclass
class SharedBreaker:
    """Implements contracts.Breaker over the cache; without it, over what this process saw itself."""

    store: CacheStore
    now: Callable[[], float] = time.time
    _failures: dict[Route, Sequence[float]] = field(default_factory=dict)
    _looked: dict[Route, float] = field(default_factory=dict)
    _probing: dict[Route, float] = field(default_factory=dict)

    def open(self, route: Route) -> bool:
        """Whether to leave `route` alone for now. One caller at a time is let through to probe a route."""
        now = self.now()
        if not self._failures.get(route) and now - self._looked.get(route, 0.0) < LOOK_EVERY:
            return False
        found = state(self._look(route, now), now)
        return found is State.OPEN or (found is State.HALF_OPEN and not self._may_probe(route, now))

    def succeeded(self, route: Route) -> None:
        """Only worth telling after failures: while all is well nothing is written."""
        if self._failures.pop(route, ()):
            self._tell(route, well=True)

    def failed(self, route: Route) -> None:
        self._failures[route] = [self._tell(route, well=False), *self._failures.get(route, ())][:FAILURES]

    def _look(self, route: Route, now: float) -> Sequence[float]:
        """The shared failures; those seen here if the store has nothing to say."""
        self._looked[route] = now
        if stored := self.store.rows(EVERYONE, _key(route), FAILURES):
            self._failures[route] = list(_failures(stored))
        return self._failures.get(route, ())

    def _tell(self, route: Route, *, well: bool) -> float:
        now = self.now()
        self._probing.pop(route, None)
        self.store.add_row(EVERYONE, _key(route), json.dumps([well, now]).encode(), FAILURES, int(WINDOW))
        return now

    def _may_probe(self, route: Route, now: float) -> bool:
        """One of this process, and one of all: no lease is given back, as it ends when the next probe is due."""
        if now < self._probing.get(route, 0.0):
            return False
        if self.store.lead(EVERYONE, f"{_key(route)}/probe", REST) is None:
            return False
        self._probing[route] = now + REST
        return True


def _key(route: Route) -> str:
    return f"breaker/{route.provider}/{route.model}"


def _failures(stored: Iterable[bytes]) -> Iterator[float]:
    """The moments of the failures before the first success, or before what cannot be read."""
    for row in stored:
        try:
            well, at = json.loads(row)
            moment = float(at)
        except (ValueError, TypeError):
            return
        if well:
            return
        yield moment
