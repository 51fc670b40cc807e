"""Service level objectives, and how fast their error budgets burn.

An objective's budget is what it lets fail in 30 days. It burns at rate 1 if that is used up in exactly 30 days. The
rates and windows are those of Google's Site Reliability Workbook, chapter 5: 14.4 in an hour uses up 2 % of the budget,
6 in six hours 5 %; each is confirmed by a window of a twelfth, so that an alarm ends soon after its cause.
"""

from typing import NamedTuple

from aws_cdk import aws_cloudwatch as cloudwatch

from infra.observability.alarms import Urgency
from infra.observability.readings import Readings


class Objective(NamedTuple):
    """`bad` of `total` may be at most 1 - `target`. What happens seldom is judged from `least` in the window on."""

    name: str
    says: str
    target: float
    area: str
    total: str
    bad: dict[str, str]
    least: int


class Burn(NamedTuple):
    """A window in minutes, the one that confirms it, and the rate that is too fast."""

    name: str
    window: int
    confirming: int
    rate: float
    urgency: Urgency


OBJECTIVES = (
    Objective(
        "availability",
        "99.9 % of all requests are answered otherwise than by 5xx.",
        0.999,
        "api",
        "Requests",
        {"outcome": "5xx"},
        least=20,
    ),
    Objective(
        "success",
        "99 % of all campaigns that end do not fail.",
        0.99,
        "campaigns",
        "CampaignsEnded",
        {"status": "FAILED"},
        least=3,
    ),
)
BURNS = (
    Burn("fast", 60, 5, 14.4, Urgency.PAGE),
    Burn("slow", 360, 30, 6, Urgency.TICKET),
)


def burnt(read: Readings, objective: Objective, burn: Burn) -> dict[int, cloudwatch.MathExpression]:
    """At which rate the objective's budget burnt, by the minutes of the two windows."""
    return {
        burn.window: _rate(read, objective, burn.window, objective.least),
        burn.confirming: _rate(read, objective, burn.confirming, 1),
    }


def _rate(read: Readings, objective: Objective, minutes: int, least: int) -> cloudwatch.MathExpression:
    total = read.own(objective.total, objective.area, minutes=minutes)
    bad = read.own(objective.total, objective.area, minutes=minutes, **objective.bad)
    budget = round(1 - objective.target, 6)
    rate = f"IF(FILL(total,0)>={least}, FILL(bad,0)/total/{budget}, 0)"
    return read.of(rate, f"burn rate of {objective.name}", {"total": total, "bad": bad}, minutes)
