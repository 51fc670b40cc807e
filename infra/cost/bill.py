"""A month's bill, from what a stage uses: pure arithmetic."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from infra.cost.prices import Price

Quantities = Mapping[str, Decimal]
"""How much of what, by the key of its price."""

HOURS = Decimal(730)
SECONDS = HOURS * 3600
"""A month."""
WARM = Decimal(600)
"""Seconds after which Lambda is taken to have given up an environment that nobody used: AWS promises no figure."""
SAMPLED = Decimal("0.05")
"""X-Ray records one request a second, and of the others this share."""


@dataclass(frozen=True)
class Use:
    """`standing` is used in a month in which nothing happens, `once` besides in one that has campaigns at all,
    `campaign` by each campaign. `restored` is GB of snapshots, when a campaign finds no function warm."""

    standing: Quantities
    campaign: Quantities
    once: Quantities = field(default_factory=dict)
    restored: Decimal = Decimal(0)


@dataclass(frozen=True)
class Line:
    """One line of a bill; `dollars` a month."""

    key: str
    says: str
    quantity: Decimal
    unit: str
    dollars: Decimal


def added(*all_of: Quantities) -> Quantities:
    """Quantities together."""
    total: Counter[str] = Counter()
    for each in all_of:
        total.update(each)
    return dict(total)  # type: ignore[arg-type]


def times(quantities: Quantities, factor: Decimal) -> Quantities:
    """So many of each."""
    return {key: quantity * factor for key, quantity in quantities.items()}


def used(use: Use, campaigns: int) -> Quantities:
    """What a month with so many campaigns uses, spread evenly over it."""
    if not campaigns:
        return use.standing
    cold = use.restored * campaigns if SECONDS / campaigns > WARM else Decimal(0)
    month = added(use.standing, use.once, times(use.campaign, Decimal(campaigns)), {"snapshot_restored_gb": cold})
    return {**month, "traces": recorded(month.get("traces", Decimal(0)))}


def recorded(requests: Decimal) -> Decimal:
    """How many of a month's requests X-Ray records, of which it takes one a second, and a share of the others."""
    return min(requests, SECONDS) + SAMPLED * max(Decimal(0), requests - SECONDS)


def bill(use: Use, prices: Mapping[str, Price], campaigns: int) -> list[Line]:
    """The lines of a month with so many campaigns, the dearest first; KeyError for a quantity that has no price."""
    lines = (_line(key, quantity, prices[key]) for key, quantity in used(use, campaigns).items() if quantity)
    return sorted(lines, key=lambda line: line.dollars, reverse=True)


def total(lines: Iterable[Line]) -> Decimal:
    """US dollars of all lines."""
    return sum((line.dollars for line in lines), Decimal(0))


def _line(key: str, quantity: Decimal, price: Price) -> Line:
    return Line(key, price.says, quantity, price.unit, price.of(quantity))
