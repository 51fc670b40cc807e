"""From sizes, prices and past runs to what a phase will cost. Pure; amounts in US dollars."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import ceil
from typing import NamedTuple

from astromedia.domain.ledger import Usage
from astromedia.domain.money import ZERO, charge
from astromedia.gateway.pricing import Tariff, worst_cost

from .quote_sizes import Sizes

P50, P95 = Decimal("0.5"), Decimal("0.95")
TRIES = 2
"""Times that a draft and its repair may be paid for: one model gives way to another, or a Lambda is repeated."""
TYPICAL_FILM, LONGEST_FILM = (Usage(video_seconds=each, video_resolution="720p") for each in (8, 12))
PRIOR = tuple(map(Decimal, ("0.7", "1", "1", "2.5")))
"""What a run costs of whom nothing is known, as multiples of the typical cost: one in four is repaired or thinks long.

They count as so many past runs, so that a few real ones outweigh them.
"""


class Estimate(NamedTuple):
    """What something will cost: half the time at most `p50`, 19 times in 20 at most `p95`, and never over `max`."""

    p50: Decimal
    p95: Decimal
    max: Decimal


def most(sizes: Sizes, tariffs: Iterable[Tariff]) -> Decimal:
    """The most a phase may cost, whichever of the models it comes to: the bound that its calls are held to."""
    dearest = max(worst_cost(tariff, sizes.draft) + worst_cost(tariff, sizes.repair) for tariff in tariffs)
    return charge(TRIES * dearest)


def filming(tariffs: Sequence[Tariff]) -> tuple[Decimal, Decimal]:
    """What one film costs as a rule, at the first of the prices, and at most: started twice at the dearest.

    Twice, as one whose provider did not live to say its name is started again.
    """
    if not tariffs:
        return ZERO, ZERO
    longest = max(tariff.cost(LONGEST_FILM) for tariff in tariffs)
    return tariffs[0].cost(TYPICAL_FILM), charge(TRIES * longest)


def estimate(typical: Decimal, maximum: Decimal, past: Sequence[Decimal], *, repeated: bool = False) -> Estimate:
    """Quantiles of the `past` costs of such phases blended with the prior around the `typical` cost.

    `repeated` says that the same was asked within the cache's day: then half the time it costs nothing.
    """
    points = sorted([*past, *(typical * factor for factor in PRIOR)])
    p50 = ZERO if repeated else quantile(points, P50)
    p95 = quantile(points, P95)
    return Estimate(charge(min(p50, maximum)), charge(min(p95, maximum)), maximum)


def quantile(points: Sequence[Decimal], share: Decimal) -> Decimal:
    """The least of the sorted `points` that `share` of them do not exceed."""
    return points[max(0, ceil(share * len(points)) - 1)]


def together(estimates: Iterable[Estimate]) -> Estimate:
    """The whole of some parts. The sum of the parts' p95 is on the safe side of the whole's: parts vary together."""
    known = list(estimates)
    return Estimate(*(sum((each[i] for each in known), ZERO) for i in range(3)))
