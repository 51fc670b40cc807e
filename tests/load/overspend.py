"""A thousand calls of $0.10 at once against a cap of $5.00, and the same with processes that are killed at random."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import NamedTuple

from astromedia.domain.budget import Budget
from astromedia.domain.errors import BudgetExceeded
from astromedia.domain.ids import new_id
from astromedia.domain.money import ZERO
from astromedia.kit.clock import utc_now
from astromedia.ledger.ledger import Ledger
from astromedia.ledger.scopes import scopes_of

from .figures import Figure
from .ledger_store import ledger_cloud, ledger_over, worst_case
from .processes import OURS, measured

PRICE, CAP, CALLS, WORKERS = Decimal("0.10"), Decimal(5), 1000, 32
SEED = 20261122


class Account(NamedTuple):
    """What a workspace's ledger says once nobody works: its budgets, its entries' costs, how many holds are open."""

    budgets: tuple[Budget, ...]
    costs: tuple[Decimal, ...]
    open_holds: int

    @property
    def spent(self) -> Decimal:
        return sum(self.costs, ZERO)

    @property
    def overspent(self) -> Decimal:
        """US dollars beyond the cap."""
        return max(ZERO, self.spent - CAP)

    @property
    def conserved(self) -> bool:
        """Whether every budget adds up, and to what the entries say."""
        return all(
            budget.free + budget.held + budget.settled == budget.cap and budget.settled == self.spent
            for budget in self.budgets
        )


class Race(NamedTuple):
    """How a race ended: calls that got their answer, and those refused by HTTP status."""

    answered: int
    refused: Counter[int]
    account: Account
    seconds: float


def race(table: str) -> Race:
    """The calls of a workspace nobody knew before, from `WORKERS` threads that start together."""
    workspace, campaign = new_id(utc_now()), new_id(utc_now())
    ledger, gate = ledger_over(table), threading.Barrier(WORKERS)

    def work(worker: int) -> Counter[int]:
        gate.wait()
        return Counter(call(ledger, workspace, campaign) for _ in range(worker, CALLS, WORKERS))

    began = time.monotonic()
    with ThreadPoolExecutor(WORKERS) as pool:
        statuses: Counter[int] = sum(pool.map(work, range(WORKERS)), Counter())
    seconds = time.monotonic() - began
    return Race(statuses.pop(200, 0), statuses, account_of(ledger, workspace, campaign), seconds)


def call(ledger: Ledger, workspace: str, campaign: str) -> int:
    """One call as the gateway makes it; the HTTP status that it would end with."""
    try:
        hold = ledger.hold(worst_case(workspace, campaign, PRICE), scopes_of(campaign, utc_now(), "new-user"), 60)
    except BudgetExceeded as refused:
        return refused.status
    ledger.start(hold)
    ledger.settle(hold, hold.worst)
    return 200


def account_of(ledger: Ledger, workspace: str, campaign: str) -> Account:
    """What the ledger says of a workspace with one campaign."""
    found = ledger.budgets.expired(utc_now().replace(year=9999), CALLS)
    return Account(
        budgets=tuple(ledger.budgets.page(workspace, 10).items),
        costs=tuple(entry.cost for entry in ledger.entries.of_campaign(workspace, campaign)),
        open_holds=sum(hold.workspace_id == workspace for hold in found),
    )


def figures() -> Iterator[Figure]:
    with ledger_cloud() as table:
        ran = race(table)
        yield Figure("overspend_settled", float(ran.account.spent), "USD", CALLS, at_least=5, at_most=5)
        yield Figure("overspend_answered", ran.answered, "calls", CALLS, at_least=50, at_most=50)
        yield Figure("overspend_refused_402", ran.refused[402], "calls", CALLS, at_least=950, at_most=950)
        yield Figure("overspend_overspent", float(ran.account.overspent), "USD", CALLS, at_most=0)
        yield Figure("overspend_calls_per_second", CALLS / ran.seconds, "1/s", 1)
        crashed = measured(OURS, "tests.load.crashes", table, SEED)
        kills = crashed["kills"]
        yield Figure("crashes_processes_killed", kills, "processes", 1)
        yield Figure("crashes_holds_reconciled", crashed["reconciled"], "holds", kills)
        yield Figure("crashes_open_holds_left", crashed["open_holds"], "holds", kills, at_most=0)
        yield Figure("crashes_charged_twice", crashed["doubled"], "calls", kills, at_most=0)
        yield Figure("crashes_charges_lost", crashed["lost"], "calls", kills, at_most=0)
        yield Figure("crashes_overspent", crashed["overspent"], "USD", kills, at_most=0)
