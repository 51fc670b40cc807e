"""A workspace's spend as messages; every amount is in US dollars."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Literal, Self

from astromedia.domain.money import Money
from astromedia.ledger.totals import Total
from astromedia.services.costs import Spend

from .base import Answer


class Part(Answer):
    """What one user, campaign, agent, model, provider or day (`name`) has cost; a user is "" where none is known."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "name": "openai/gpt-6-luna",
        "calls": 2,
        "cached": 1,
        "cost": "0.0011",
        "saved": "0.0009",
    }

    name: str
    calls: int
    cached: int
    cost: Money
    saved: Money


PART = Part.EXAMPLE
USER, DAY = {"name": "01KJPY44E0MY6CJ3Z0DK6ZT1H7"}, {"name": "2026-11-22"}


class SpendAnswer(Answer):
    """What was spent from the day `first` to the day `last` (UTC): in all, and split; each split sums to the whole."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "first": "2026-11-01",
        "last": "2026-11-22",
        "currency": "USD",
        "calls": 2,
        "cached": 1,
        "estimated": 0,
        "total": "0.0011",
        "saved": "0.0009",
        "by_user": [PART | USER],
        "by_campaign": [PART | {"name": "01KJPY44E0CGSBHRRNH1AV3MK6"}],
        "by_agent": [PART | {"name": "analyst"}],
        "by_model": [PART],
        "by_provider": [PART | {"name": "openai"}],
        "by_day": [PART | DAY],
    }

    first: date
    last: date
    currency: Literal["USD"] = "USD"
    calls: int
    cached: int
    estimated: int
    total: Money
    saved: Money
    by_user: list[Part]
    by_campaign: list[Part]
    by_agent: list[Part]
    by_model: list[Part]
    by_provider: list[Part]
    by_day: list[Part]

    @classmethod
    def of(cls, spend: Spend) -> Self:
        """The answer that tells `spend`."""
        total = spend.total
        return cls(
            first=spend.first,
            last=spend.last,
            **total.model_dump(include={"calls", "cached", "estimated", "saved"}),
            total=total.cost,
            **{f"by_{part}": _parts(split) for part, split in spend.by.items()},
        )


def _parts(split: Mapping[str, Total]) -> list[Part]:
    return [
        Part(name=name, **total.model_dump(include={"calls", "cached", "cost", "saved"}))
        for name, total in split.items()
    ]
