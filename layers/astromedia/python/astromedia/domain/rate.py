"""How often something may be asked: rates, what counts against them, and where that stands. Pure."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, Self

UNITS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
WRITTEN = re.compile(r"(?P<amount>[1-9][0-9]{0,8})/(?P<multiple>[1-9][0-9]{0,2})?(?P<unit>second|minute|hour|day)s?")


class Rate(NamedTuple):
    """`amount` requests in any `seconds`."""

    amount: int
    seconds: int

    @classmethod
    def of(cls, written: str) -> Self:
        """The rate that is written as "100/minute" or "5/15minutes". ValueError if it is none."""
        found = WRITTEN.fullmatch(written)
        if found is None:
            raise ValueError(f"'{written}' is not a rate; write one as 100/minute or 5/15minutes")
        return cls(int(found["amount"]), int(found["multiple"] or 1) * UNITS[found["unit"]])


class Quota(NamedTuple):
    """What one request counts against: `name` as the headers tell it, and whose it is (a hash, never a name)."""

    name: str
    subject: str
    rate: Rate


class Standing(NamedTuple):
    """Where a quota stands after a request: whether it had room for it, what is left, seconds until there is more."""

    quota: Quota
    taken: bool
    left: int
    reset: float


class Rates(Protocol):
    """Counts requests, each in a window that slides."""

    def take(self, quotas: Sequence[Quota]) -> Sequence[Standing]:
        """Count one request against each quota that has room for it, whatever becomes of the others, in that order.

        RatesUnavailable if it cannot be counted soon.
        """

    def give_back(self, quotas: Sequence[Quota]) -> None:
        """Uncount one request of each; no change where none is counted. RatesUnavailable as above."""


def tightest(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """One standing for each name, in the order of their coming: the one that refuses longest, or has least left."""
    found: dict[str, Standing] = {}
    for each in standings:
        name = each.quota.name
        found[name] = min(found.get(name, each), each, key=_room)
    return tuple(found.values())


def _room(standing: Standing) -> tuple[bool, int, float]:
    return standing.taken, standing.left, -standing.reset
