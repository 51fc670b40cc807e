"""What was learnt, for people: `GET /v1/models` shows it as it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from astromedia.domain.model import Model
from astromedia.domain.money import Money


class RouteLearnt(Model):
    """How one route did for one agent; newer answers count more.

    `reward` (0 to 1) is the mean, `reward_low` and `reward_high` are its 95 % confidence interval: (0, 1) while nothing
    is known. `cost` (US dollars) and `seconds` are means per answer. `verdicts` counts what people judged.
    """

    provider: str
    model: str
    pulls: int
    verdicts: int
    reward: float | None
    reward_low: float
    reward_high: float
    cost: Money | None
    seconds: float | None


class Chosen(Model):
    """One decision: whom the gateway asked first, and why.

    `why` holds `reason` ("exploring", "exploiting", "only route", ...), `price` (what a dollar's worth of the dearest
    route must gain, set by the budget) and `scores` per route: expected reward, cost and score.
    """

    at: datetime
    campaign_id: str
    phase: str
    revision: int
    route: str
    policy: str
    why: Mapping[str, Any]


class AgentLearnt(Model):
    """What was learnt for one agent: its routes by reward, best first, and the last decision."""

    agent: str
    routes: tuple[RouteLearnt, ...]
    last: Chosen | None
