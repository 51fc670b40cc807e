"""Plans: what a workspace may spend and run when nobody set it by hand, and the way up to the next plan. Pure."""

from collections.abc import Mapping
from decimal import Decimal

from .budget import Budget, Scope, ScopeKind
from .errors import BudgetExceeded, InvalidInput
from .model import Model
from .money import Money, plain


class Plan(Model):
    """Default caps in US dollars: of a workspace and of each user per month, of each campaign, of each API key.

    `concurrency` is how many campaigns may run at once, `requests_per_minute` how often each user, and each API key,
    may ask, `upload_bytes` how much its people may have uploaded.
    A kind of scope has a default in every plan or in none (None: no cap until one is set by hand), so that a change of
    plan never takes the cap off a budget that money was drawn from.
    """

    name: str
    workspace: Money
    user: Money
    campaign: Money
    api_key: Money | None = None
    concurrency: int
    requests_per_minute: int
    upload_bytes: int

    def cap(self, kind: ScopeKind) -> Decimal | None:
        """The default cap of a scope of this kind; None means that it has none."""
        cap: Decimal | None = getattr(self, kind.value)
        return cap


GIGABYTE = 10**9
LADDER = (
    Plan(
        name="free",
        workspace=Decimal(5),
        user=Decimal(5),
        campaign=Decimal(5),
        concurrency=20,
        requests_per_minute=100,
        upload_bytes=1 * GIGABYTE,
    ),
    Plan(
        name="starter",
        workspace=Decimal(50),
        user=Decimal(25),
        campaign=Decimal(20),
        concurrency=40,
        requests_per_minute=200,
        upload_bytes=10 * GIGABYTE,
    ),
    Plan(
        name="team",
        workspace=Decimal(500),
        user=Decimal(100),
        campaign=Decimal(100),
        concurrency=100,
        requests_per_minute=500,
        upload_bytes=100 * GIGABYTE,
    ),
    Plan(
        name="enterprise",
        workspace=Decimal(10_000),
        user=Decimal(2_000),
        campaign=Decimal(1_000),
        concurrency=500,
        requests_per_minute=1_000,
        upload_bytes=1_000 * GIGABYTE,
    ),
)
"""Every plan, from the smallest up."""

PLANS = {plan.name: plan for plan in LADDER}
DEFAULT_PLAN = LADDER[0].name
"""The plan of a workspace that never chose one."""


def plan_named(name: str) -> Plan:
    """The plan of this name. InvalidInput, naming those there are, if there is none."""
    if name not in PLANS:
        raise InvalidInput(f"There is no plan '{name}'; choose one of: {', '.join(PLANS)}.")
    return PLANS[name]


def next_plan(name: str) -> Plan | None:
    """The next bigger plan, or None for the biggest."""
    above = LADDER.index(plan_named(name)) + 1
    return LADDER[above] if above < len(LADDER) else None


def cap_of(plan: str, overrides: Mapping[str, Decimal], scope: Scope) -> Decimal | None:
    """What `scope` starts with (US dollars), or None if it has no cap.

    `overrides` are the caps set by hand, by the scope's name without its month: they hold for every month.
    """
    return overrides.get(scope.standing, plan_named(plan).cap(scope.kind))


def concurrency_of(plan: str, by_hand: int | None) -> int:
    """How many campaigns of a workspace may run at once: what was set by hand, and never more than its plan gives."""
    most = plan_named(plan).concurrency
    return most if by_hand is None else min(by_hand, most)


def exceeded(budget: Budget, amount: Decimal, plan: str) -> BudgetExceeded:
    """The refusal of a hold of `amount` on `budget`; its detail says how to raise the cap."""
    bigger = next_plan(plan)
    upgrade = f" or move the workspace to the plan '{bigger.name}'" if bigger else ""
    return BudgetExceeded(
        f"The budget {budget.scope} has ${plain(budget.free)} left of ${plain(budget.cap)}, and this call may cost up"
        f" to ${plain(amount)}. Raise the cap with PUT /v1/budgets/{budget.scope}{upgrade}.",
        scope=budget.scope,
        free=budget.free,
        cap=budget.cap,
    )
