"""Budgets and plans as messages; every amount is in US dollars."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, Field

from astromedia.domain.budget import LARGEST_CAP, THRESHOLDS, Budget
from astromedia.domain.money import Money
from astromedia.services.usage import Usage

from .base import Answer, Question

Cap = Annotated[Money, Field(ge=0, le=LARGEST_CAP, decimal_places=9), AfterValidator(abs)]
"""US dollars, nothing finer than a nano-dollar; minus zero is zero."""


class NewCap(Question):
    """The most that may be spent on a scope. That of a month holds for the months after it too."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"cap": "50.00"}

    cap: Cap


class BudgetAnswer(Answer):
    """One scope's money: `free + held + settled = cap`, always. `alerts` are the percents of the cap that were told."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "scope": "workspace/2026-11",
        "cap": "50.00",
        "free": "24.1288",
        "held": "0.12",
        "settled": "25.7512",
        "currency": "USD",
        "alerts": [50],
    }

    scope: str
    cap: Money
    free: Money
    held: Money
    settled: Money
    currency: Literal["USD"] = "USD"
    alerts: tuple[int, ...]

    @classmethod
    def of(cls, budget: Budget) -> Self:
        """The answer that tells `budget`."""
        told = tuple(percent for percent in THRESHOLDS if percent <= budget.alerted)
        return cls(**budget.model_dump(include={"scope", "cap", "free", "held", "settled"}), alerts=told)


class PlanAnswer(Answer):
    """What a workspace may spend unless its caps are set by hand: in all and per user each month, per campaign.

    `concurrency` is how many of its campaigns may run at once, `requests_per_minute` how often each user may ask,
    `upload_bytes` how much may be uploaded in all.
    `upgrade` is the next bigger plan; null for the biggest.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "name": "starter",
        "workspace": "50.00",
        "user": "25.00",
        "campaign": "20.00",
        "api_key": None,
        "currency": "USD",
        "concurrency": 40,
        "requests_per_minute": 200,
        "upload_bytes": 10_000_000_000,
        "upgrade": "team",
    }

    name: str
    workspace: Money
    user: Money
    campaign: Money
    api_key: Money | None
    currency: Literal["USD"] = "USD"
    concurrency: int
    requests_per_minute: int
    upload_bytes: int
    upgrade: str | None


class NewPlan(Question):
    EXAMPLE: ClassVar[dict[str, Any]] = {"plan": "starter"}

    plan: Annotated[str, Field(min_length=1, max_length=40)]


class UsageAnswer(Answer):
    """The caller's month: `quota`, and what of it was spent, is held for calls that run now, and is left.

    The workspace's month bounds it too. `alerts` are the thresholds (percent) that were told.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "month": "2026-11",
        "renews_at": "2026-12-01T00:00:00Z",
        "plan": "starter",
        "upgrade": "team",
        "currency": "USD",
        "quota": "25.00",
        "spent": "13.20",
        "held": "0.12",
        "left": "11.68",
        "alerts": [50],
        "workspace": BudgetAnswer.EXAMPLE,
    }

    month: str
    renews_at: datetime
    plan: str
    upgrade: str | None
    currency: Literal["USD"] = "USD"
    quota: Money
    spent: Money
    held: Money
    left: Money
    alerts: tuple[int, ...]
    workspace: BudgetAnswer

    @classmethod
    def of(cls, usage: Usage) -> Self:
        """The answer that tells `usage`."""
        mine = BudgetAnswer.of(usage.user)
        return cls(
            month=usage.month,
            renews_at=usage.renews_at,
            plan=usage.plan.name,
            upgrade=usage.upgrade.name if usage.upgrade else None,
            quota=mine.cap,
            spent=mine.settled,
            held=mine.held,
            left=mine.free,
            alerts=mine.alerts,
            workspace=BudgetAnswer.of(usage.workspace),
        )
