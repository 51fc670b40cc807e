"""From a completed call to its ledger entry. Pure."""

from datetime import datetime
from typing import NamedTuple

from astromedia.domain.ids import derived_id
from astromedia.domain.ledger import CallKind, LedgerEntry, Usage

from .calls import Purpose, Route
from .pricing import Tariff


class Settlement(NamedTuple):
    """What a call came to: kind, use, prices in force, duration and moment."""

    kind: CallKind
    usage: Usage
    tariff: Tariff
    latency_ms: int
    at: datetime


def ledger_entry(purpose: Purpose, route: Route, settlement: Settlement, answer_id: str = "") -> LedgerEntry:
    """The entry of one answer. Its id follows from what was asked of whom, and which answer it is.

    The same answer settled again is the same entry; a repeated Lambda that asks (and pays) again has another one.
    """
    step = (purpose.phase, purpose.revision, purpose.step, route.provider, answer_id)
    return LedgerEntry(
        id=derived_id(purpose.campaign_id, *step),
        **purpose.model_dump(exclude={"step"}),
        kind=settlement.kind,
        provider=route.provider,
        model=route.model,
        usage=settlement.usage,
        cost=settlement.tariff.cost(settlement.usage),
        price_date=settlement.tariff.effective.isoformat(),
        latency_ms=settlement.latency_ms,
        at=settlement.at,
    )


def log_facts(entry: LedgerEntry, step: str, *, usage_estimated: bool) -> dict[str, object]:
    """What the log says about a settled call: whose, which model, how much; never what was asked or answered."""
    return {
        **entry.model_dump(mode="json", exclude={"at", "currency", "price_date", "id"}),
        "step": step,
        "ledger_entry": entry.id,
        "usage_estimated": usage_estimated,
    }
