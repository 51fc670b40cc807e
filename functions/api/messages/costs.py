"""Costs as messages; every amount is in US dollars."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Literal, Self

from astromedia.domain.ledger import CallKind, Source, Usage
from astromedia.domain.money import Money
from astromedia.ledger.totals import Total
from astromedia.services.costs import Costs

from .base import Answer

USAGE = Usage(input_tokens=1200, output_tokens=400).model_dump(mode="json")


class EntryAnswer(Answer):
    """One model call. `price_date` names the price list that `cost` was computed with.

    A call that a cache answered (`source`) cost nothing, and `saved` what the answer had cost. `estimated` means that
    the worst case was charged: the provider named no usage, or nobody knows how the call ended.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "id": "01KJPY44E0CGSBHRRNH1AV3MK6",
        "phase": "research",
        "revision": 1,
        "request_id": "01KJPY44E0MY6CJ3Z0DK6ZT1H7",
        "agent": "analyst",
        "user_id": "01KJPY44E0MY6CJ3Z0DK6ZT1H7",
        "kind": "text",
        "source": "provider",
        "provider": "openai",
        "model": "gpt-6-luna",
        "usage": USAGE,
        "cost": "0.0011",
        "saved": "0.00",
        "estimated": False,
        "currency": "USD",
        "price_date": "2026-01-01",
        "latency_ms": 8100,
        "at": "2026-03-02T09:31:08Z",
    }

    id: str
    phase: str
    revision: int
    request_id: str
    agent: str
    user_id: str | None
    kind: CallKind
    source: Source
    provider: str
    model: str
    usage: Usage
    cost: Money
    saved: Money
    estimated: bool
    currency: Literal["USD"]
    price_date: str
    latency_ms: int
    at: datetime


class TotalAnswer(Answer):
    """Some calls together: `cached` of them were answered by a cache, `estimated` were charged at their worst case."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "calls": 2,
        "cached": 1,
        "estimated": 0,
        "usage": USAGE,
        "cost": "0.0011",
        "saved": "0.0009",
    }

    calls: int
    cached: int
    estimated: int
    usage: Usage
    cost: Money
    saved: Money


class PhaseCost(TotalAnswer):
    EXAMPLE: ClassVar[dict[str, Any]] = {"phase": "research"} | TotalAnswer.EXAMPLE

    phase: str


class ModelCost(TotalAnswer):
    EXAMPLE: ClassVar[dict[str, Any]] = {"provider": "openai", "model": "gpt-6-luna"} | TotalAnswer.EXAMPLE

    provider: str
    model: str


class CostsAnswer(Answer):
    """A page of the campaign's ledger; the totals are of the whole ledger, on every page."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "items": [EntryAnswer.EXAMPLE],
        "next_cursor": None,
        "total": "0.0011",
        "saved": "0.0009",
        "currency": "USD",
        "calls": 2,
        "cached": 1,
        "by_phase": [PhaseCost.EXAMPLE],
        "by_model": [ModelCost.EXAMPLE],
    }

    items: list[EntryAnswer]
    next_cursor: str | None
    total: Money
    saved: Money
    currency: Literal["USD"] = "USD"
    calls: int
    cached: int
    by_phase: list[PhaseCost]
    by_model: list[ModelCost]

    @classmethod
    def of(cls, costs: Costs) -> Self:
        """The answer that tells `costs`."""
        return cls(
            items=[EntryAnswer.model_validate(entry) for entry in costs.entries.items],
            next_cursor=costs.entries.next_cursor,
            total=costs.totals.total.cost,
            saved=costs.totals.total.saved,
            calls=costs.totals.total.calls,
            cached=costs.totals.total.cached,
            by_phase=[PhaseCost(phase=phase, **dict(total)) for phase, total in costs.totals.by_phase.items()],
            by_model=_by_model(costs.totals.by_model),
        )


def _by_model(totals: Mapping[str, Total]) -> list[ModelCost]:
    split = [(*name.partition("/"), total) for name, total in totals.items()]
    return [ModelCost(provider=provider, model=model, **dict(total)) for provider, _, model, total in split]
