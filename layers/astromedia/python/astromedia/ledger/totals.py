"""Sums over ledger entries. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from astromedia.domain.ledger import LedgerEntry, Usage
from astromedia.domain.model import Model
from astromedia.domain.money import ZERO, Money


class Total(Model):
    """Some entries together: how many calls, what they used and cost (US dollars)."""

    calls: int = 0
    usage: Usage = Usage()
    cost: Money = ZERO


class Totals(Model):
    """A campaign's spend, whole and split (models as "provider/model"); the parts of a split sum to the whole."""

    total: Total
    by_phase: Mapping[str, Total]
    by_model: Mapping[str, Total]


def totals(entries: Iterable[LedgerEntry]) -> Totals:
    """The totals of `entries`."""
    known = list(entries)
    return Totals(
        total=_total(known),
        by_phase=_split(known, lambda entry: entry.phase),
        by_model=_split(known, lambda entry: f"{entry.provider}/{entry.model}"),
    )


def _split(entries: Iterable[LedgerEntry], part: Callable[[LedgerEntry], str]) -> dict[str, Total]:
    groups: dict[str, list[LedgerEntry]] = defaultdict(list)
    for entry in entries:
        groups[part(entry)].append(entry)
    return {name: _total(groups[name]) for name in sorted(groups)}


def _total(entries: list[LedgerEntry]) -> Total:
    return Total(
        calls=len(entries),
        usage=add_usage(entry.usage for entry in entries),
        cost=sum((entry.cost for entry in entries), ZERO),
    )


def add_usage(usages: Iterable[Usage]) -> Usage:
    """The sum of `usages`, class by class. Seconds are summed as decimals, so that 0.1 + 0.2 is 0.3."""
    sums: dict[str, Decimal] = dict.fromkeys(Usage.model_fields, ZERO)
    for usage in usages:
        for name in sums:
            sums[name] += Decimal(str(getattr(usage, name)))
    return Usage.model_validate(sums)
