"""What is known of an agent's routes: read now and then, and kept up with what this process learns meanwhile."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from astromedia.domain.learning import WINDOW_DAYS, StoredTally, window_of
from astromedia.domain.ports import Clock, LearningStore

from .features import WIDTH
from .policy import Chooser, Known
from .tally import Tally

FRESH = timedelta(seconds=30)
WINDOWS = 10
"""Windows that count: a month."""
HALF_LIFE_DAYS = 9.0
"""An answer this old counts for half of a new one."""
EAGER, AT_ONCE = 40, 32
"""So many answers are digested one by one, later ones so many at once."""
MOST_KEPT = 500


class Warn(Protocol):
    """Writes one structured line that something did not work."""

    def __call__(self, message: str, /, **facts: object) -> None: ...


def oldest(now: datetime) -> int:
    """The first window that still counts."""
    return window_of(now) - WINDOWS + 1


def weighed(tallies: Iterable[StoredTally], now: datetime) -> dict[str, Tally]:
    """By route, the sums of all windows, each weighted by its age."""
    known: dict[str, Tally] = {}
    for stored in tallies:
        age = max(0, window_of(now) - stored.window) * WINDOW_DAYS
        tally = Tally.stored(WIDTH, stored.sums).aged(0.5 ** (age / HALF_LIFE_DAYS))
        known[stored.route] = known[stored.route] + tally if stored.route in known else tally
    return known


@dataclass
class Knowledge:
    """What is known for one agent of one workspace, by route; `share` is the workspace's, if it set one."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    share: float | None = None
    _choosers: dict[tuple[str, ...], Chooser] = field(default_factory=dict)
    _lessons: int = 0

    def of(self, routes: Sequence[str], prices: Sequence[float]) -> list[Known]:
        """The arms as a policy takes them; `prices` in US dollars."""
        nothing = Tally.empty(WIDTH)
        return [Known(price, self.tallies.get(route, nothing)) for route, price in zip(routes, prices, strict=True)]

    def chooser(self, routes: Sequence[str], fit: Callable[[], Chooser]) -> Chooser:
        """What `fit` makes of it; made anew when there is enough to digest."""
        key = tuple(routes)
        if key not in self._choosers:
            self._choosers[key] = fit()
        return self._choosers[key]

    def learn(self, route: str, tally: Tally) -> None:
        """Count one more answer, until the next reading counts everybody's."""
        self.tallies[route] = self.tallies.get(route, Tally.empty(WIDTH)) + tally
        self._lessons += 1
        if self._lessons % AT_ONCE == 0 or sum(known.pulls for known in self.tallies.values()) < EAGER:
            self._choosers.clear()


@dataclass
class Memory:
    """The knowledge of this process, by workspace and agent, each with the time it was read at."""

    store: LearningStore
    clock: Clock
    warn: Warn
    _kept: dict[tuple[str, str], tuple[datetime, Knowledge | None]] = field(default_factory=dict)

    def of(self, workspace_id: str, agent: str) -> Knowledge | None:
        """At most FRESH old, or older while the store is down; None if it is down and nothing was known before."""
        key, now = (workspace_id, agent), self.clock()
        read_at, known = self._kept.get(key, (None, None))
        if read_at is None or now - read_at >= FRESH:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            known = self._read(workspace_id, agent, now) or known
            self._kept[key] = now, known
        return known

    def at_hand(self, workspace_id: str, agent: str) -> Knowledge | None:
        """What was read before, however old: who does not choose by it need not read it."""
        return self._kept.get((workspace_id, agent), (None, None))[1]

    def _read(self, workspace_id: str, agent: str, now: datetime) -> Knowledge | None:
        try:
            tallies = weighed(self.store.tallies(workspace_id, oldest(now), agent), now)
            return Knowledge(tallies, self.store.share(workspace_id))
        except Exception as error:  # whatever the store's trouble is, calls can be made without it
            self.warn("what was learnt of the routes cannot be read", error=type(error).__name__, agent=agent)
            return None
