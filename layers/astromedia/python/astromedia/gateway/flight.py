"""Single flight: of identical calls at the same time, in whatever Lambdas, one asks and the others take its answer."""

import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from .contracts import CacheStore

Found = TypeVar("Found")

LONGEST_LEASE_SECONDS = 60.0
"""For how long one leads. Whoever dies is replaced then; whoever is slower may find that another asks as well."""
LEASE, PATIENCE = 0.5, 0.75
"""The shares of a call's time that one leads, and waits for others, at most: the rest is for asking oneself."""


class Flight(NamedTuple):
    """One call's part in it: `key` is that of the answer, `seconds` the time the call has."""

    store: CacheStore
    workspace_id: str
    key: str
    seconds: float
    now: Callable[[], float] = time.monotonic

    def take(self, look: Callable[[], Found | None], ask: Callable[[], Found]) -> Found:
        """What `look` finds once another has asked, else what `ask` gives; nobody asks without having looked last."""
        deadline = self.now() + self.seconds * PATIENCE
        lead_for = min(LONGEST_LEASE_SECONDS, self.seconds * LEASE)
        while (lease := self.store.lead(self.workspace_id, self.key, lead_for)) is None:
            left = deadline - self.now()
            if left <= 0:
                return ask()
            self.store.wait(self.workspace_id, self.key, left)
            if (found := look()) is not None:
                return found
        try:
            found = look()
            return ask() if found is None else found
        finally:
            self.store.done(self.workspace_id, self.key, lease)
