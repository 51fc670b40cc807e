"""What the API answers about money: quotes, budgets, plans, spend, models, cache. Amounts are in US dollars."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .models import Answer


class PhaseQuote(Answer):
    """What one phase will cost, by which model it is expected to be made, and from how many past runs that is known."""

    phase: str
    agent: str
    provider: str
    model: str
    p50: Decimal
    p95: Decimal
    max: Decimal
    runs: int = 0


class Quote(Answer):
    """What a campaign will cost: half the time at most `p50`, 19 times in 20 at most `p95`, never over `max`."""

    campaign_id: str
    currency: str = "USD"
    offline: bool = False
    p50: Decimal
    p95: Decimal
    max: Decimal
    phases: tuple[PhaseQuote, ...] = ()


class Rating(Answer):
    """The verdict that counts for a phase's revision."""

    phase: str
    revision: int
    verdict: str


class Budget(Answer):
    """One scope's money: `free + held + settled = cap`. `alerts` are the percents of the cap that were told."""

    scope: str
    cap: Decimal
    free: Decimal
    held: Decimal
    settled: Decimal
    currency: str = "USD"
    alerts: tuple[int, ...] = ()


class Plan(Answer):
    """What a plan lets a workspace and each user spend per month, and each campaign; `upgrade` is the next bigger.

    `concurrency` is how many campaigns of a workspace may run at once, `requests_per_minute` how often each user
    may ask.
    """

    name: str
    workspace: Decimal
    user: Decimal
    campaign: Decimal
    concurrency: int
    requests_per_minute: int
    upload_bytes: int = 0
    upgrade: str | None = None


class Usage(Answer):
    """Your month: what your quota is, and what of it you spent, is held for calls that run, and is left."""

    month: str
    renews_at: datetime
    plan: str
    upgrade: str | None = None
    currency: str = "USD"
    quota: Decimal
    spent: Decimal
    held: Decimal
    left: Decimal
    alerts: tuple[int, ...] = ()
    workspace: Budget


class Part(Answer):
    """What one user, campaign, agent, model, provider or day cost."""

    name: str
    calls: int = 0
    cached: int = 0
    cost: Decimal
    saved: Decimal = Decimal(0)


class Spend(Answer):
    """What a workspace spent from `first` to `last`: in all, and split."""

    first: date
    last: date
    currency: str = "USD"
    calls: int = 0
    cached: int = 0
    total: Decimal
    saved: Decimal = Decimal(0)
    by_user: tuple[Part, ...] = ()
    by_campaign: tuple[Part, ...] = ()
    by_agent: tuple[Part, ...] = ()
    by_model: tuple[Part, ...] = ()
    by_provider: tuple[Part, ...] = ()
    by_day: tuple[Part, ...] = ()


class Model(Answer):
    """A model that may be asked; without `prices` it is refused."""

    provider: str
    model: str
    kind: str = "text"
    prices: tuple[Mapping[str, Any], ...] = ()
    disabled_reason: str | None = None


class LearntRoute(Answer):
    """How a model did for one agent: `reward` is 0 to 1, `cost` and `seconds` are means per answer."""

    provider: str
    model: str
    pulls: int = 0
    reward: float | None = None
    cost: Decimal | None = None
    seconds: float | None = None


class Learnt(Answer):
    """What was learnt for one agent, best model first, and the last choice with its reasons."""

    agent: str
    routes: tuple[LearntRoute, ...] = ()
    last: Mapping[str, Any] | None = None


class Catalogue(Answer):
    """The models in the order of fallback, and what was learnt.

    `cost_share` is what a call may cost on average, as a share of what the dearest model costs.
    """

    items: tuple[Model, ...]
    learnt: tuple[Learnt, ...] = ()
    cost_share: Decimal


class CostShare(Answer):
    """What a call may cost on average, as a share of what the dearest model costs."""

    share: Decimal


class CacheCounts(Answer):
    """How calls were answered; `hit_rate` is 0 to 1, and None before the first call."""

    exact_hits: int = 0
    semantic_hits: int = 0
    misses: int = 0
    hit_rate: float | None = None
    saved: Decimal = Decimal(0)


class AgentCache(CacheCounts):
    """One agent's calls."""

    agent: str


class CacheFigures(CacheCounts):
    """All calls, and each agent's."""

    currency: str = "USD"
    agents: tuple[AgentCache, ...] = ()


class Dropped(Answer):
    """How many cached answers were forgotten."""

    dropped: int
