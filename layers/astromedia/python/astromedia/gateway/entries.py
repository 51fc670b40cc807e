"""From a call to its ledger entries: the worst it can become, what it became, or what the cache gave. Pure."""

from datetime import datetime
from decimal import Decimal

from astromedia.domain.errors import PriceUnknown, ProviderRefused
from astromedia.domain.ids import derived_id, new_id
from astromedia.domain.ledger import CallKind, LedgerEntry, Source, Usage
from astromedia.domain.money import ZERO, plain

from .calls import Purpose, Route
from .contracts import CachedAnswer
from .errors import ProviderBusy
from .pricing import Tariff, worst_cost


def worst_entry(
    purpose: Purpose, route: Route, kind: CallKind, usage: Usage, tariff: Tariff, at: datetime
) -> LedgerEntry:
    """What a try at `route` costs at most, under an id of its own: one try is one hold is one entry."""
    return LedgerEntry(
        id=new_id(at),
        **purpose.model_dump(exclude={"step"}),
        kind=kind,
        provider=route.provider,
        model=route.model,
        usage=usage,
        cost=worst_cost(tariff, usage),
        estimated=True,
        price_date=tariff.effective.isoformat(),
        latency_ms=0,
        at=at,
    )


def settled_entry(worst: LedgerEntry, usage: Usage, tariff: Tariff, latency_ms: int, *, estimated: bool) -> LedgerEntry:
    """What the try came to. A usage that has no price, or that is no more than a guess, counts as the worst case.

    It is of the moment when its money was held: so the entries of a month sum to what that month's budgets settled.
    The guess is the worst usage itself: priced as it stands it would cost less than the worst case, whose input may be
    of a dearer class.
    """
    ended = {"latency_ms": latency_ms, "estimated": True}
    if estimated and usage == worst.usage:
        return worst.model_copy(update=ended)
    try:
        exact = {"usage": usage, "cost": tariff.cost(usage), "estimated": estimated}
    except PriceUnknown:
        exact = {}
    return worst.model_copy(update=ended | exact)


def charged(failure: Exception, worst: Usage) -> Usage | None:
    """What a try that ended in `failure` counts as having used; None if it surely was not charged."""
    if isinstance(failure, ProviderRefused) or (isinstance(failure, ProviderBusy) and failure.charge == "none"):
        return None
    usage: Usage | None = getattr(failure, "usage", None)
    return usage or worst


def hit_entry(
    purpose: Purpose, kind: CallKind, source: Source, answer: CachedAnswer, call_id: str, at: datetime
) -> LedgerEntry:
    """An answer that the cache gave for nothing. Its id follows from the call's, so a repeat writes nothing new."""
    return LedgerEntry(
        id=derived_id(call_id, source),
        **purpose.model_dump(exclude={"step"}),
        kind=kind,
        source=source,
        provider=answer.provider,
        model=answer.model,
        usage=Usage(),
        cost=ZERO,
        saved=answer.cost,
        price_date=at.date().isoformat(),
        latency_ms=0,
        at=at,
    )


def log_facts(entry: LedgerEntry, step: str, cost: Decimal, held: Decimal) -> dict[str, object]:
    """What the log says about a settled call: which, of what model, how much; never what was asked or answered.

    Whose call it is, every line of the invocation says already; all the rest is in the ledger.
    """
    return {
        "ledger_entry": entry.id,
        "agent": entry.agent,
        "step": step,
        "provider": entry.provider,
        "model": entry.model,
        "input_tokens": entry.usage.prompt_tokens,
        "output_tokens": entry.usage.output_tokens,
        "cost": plain(cost),
        "held": plain(held),
        "estimated": entry.estimated,
        "latency_ms": entry.latency_ms,
    }
