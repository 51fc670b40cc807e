"""Sums over ledger entries. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from astromedia.domain.ledger import AMOUNTS, LedgerEntry, Usage
from astromedia.domain.model import Model
from astromedia.domain.money import ZERO, Money

CACHES = frozenset({"cache", "semantic"})
"""Sources that answer for nothing."""


class Total(Model):
    """Some entries together: how many calls, what they used and cost (US dollars).

    `cached` of the calls were answered by a cache, which saved `saved`; `estimated` were charged at their worst case.
    """

    calls: int = 0
    cached: int = 0
    estimated: int = 0
    usage: Usage = Usage()
    cost: Money = ZERO
    saved: Money = ZERO


class Totals(Model):
    """A campaign's spend, whole and split (models as "provider/model"); the parts of a split sum to the whole."""

    total: Total
    by_phase: Mapping[str, Total]
    by_model: Mapping[str, Total]


def totals(entries: Iterable[LedgerEntry]) -> Totals:
    """The totals of `entries`."""
    known = list(entries)
    return Totals(
        total=total(known),
        by_phase=split(known, lambda entry: entry.phase),
        by_model=split(known, model_of),
    )


def model_of(entry: LedgerEntry) -> str:
    """The model as "provider/model"."""
    return f"{entry.provider}/{entry.model}"


def split(entries: Iterable[LedgerEntry], part: Callable[[LedgerEntry], str]) -> dict[str, Total]:
    """The totals of the entries with the same `part`, by part in order; they sum to the whole."""
    groups: dict[str, list[LedgerEntry]] = defaultdict(list)
    for entry in entries:
        groups[part(entry)].append(entry)
    return {name: total(groups[name]) for name in sorted(groups)}


def total(entries: Sequence[LedgerEntry]) -> Total:
    """The total of `entries`."""
    return Total(
        calls=len(entries),
        cached=sum(entry.source in CACHES for entry in entries),
        estimated=sum(entry.estimated for entry in entries),
        usage=add_usage(entry.usage for entry in entries),
        cost=sum((entry.cost for entry in entries), ZERO),
        saved=sum((entry.saved for entry in entries), ZERO),
    )


def add_usage(usages: Iterable[Usage]) -> Usage:
    """The sum of `usages`, class by class. Seconds are summed as decimals, so that 0.1 + 0.2 is 0.3."""
    sums: dict[str, Decimal] = dict.fromkeys(AMOUNTS, ZERO)
    for usage in usages:
        for name in sums:
            sums[name] += Decimal(str(getattr(usage, name)))
    return Usage.model_validate(sums)
