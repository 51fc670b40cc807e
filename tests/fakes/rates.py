"""Rates in memory, by a clock that stands still until it is told to move."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from astromedia.domain.errors import RatesUnavailable
from astromedia.domain.ports import Clock
from astromedia.domain.rate import Quota, Standing


@dataclass
class FakeRates:
    """Implements Rates exactly: it remembers when each request came. `down` makes it unavailable."""

    clock: Clock
    down: bool = False
    takes: int = 0
    _came: dict[Quota, deque[datetime]] = field(default_factory=dict)

    def take(self, quotas: Sequence[Quota]) -> Sequence[Standing]:
        self._check()
        self.takes += 1
        return [self._take(quota) for quota in quotas]

    def give_back(self, quotas: Sequence[Quota]) -> None:
        self._check()
        for quota in quotas:
            if came := self._window(quota):
                came.pop()

    def _take(self, quota: Quota) -> Standing:
        came = self._window(quota)
        taken = len(came) < quota.rate.amount
        if taken:
            came.append(self.clock())
        reset = came[0] + timedelta(seconds=quota.rate.seconds) - self.clock()
        return Standing(quota, taken, quota.rate.amount - len(came), reset.total_seconds())

    def _window(self, quota: Quota) -> deque[datetime]:
        came = self._came.setdefault(quota, deque())
        while came and came[0] + timedelta(seconds=quota.rate.seconds) <= self.clock():
            came.popleft()
        return came

    def _check(self) -> None:
        if self.down:
            raise RatesUnavailable("The fake is down.", seconds=1)
