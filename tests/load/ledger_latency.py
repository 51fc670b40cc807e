"""What holding and settling takes on the local cloud, one call after the other."""

import time
from collections.abc import Iterator
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from astromedia.domain.ids import new_id
from astromedia.kit.clock import utc_now
from astromedia.ledger.scopes import scopes_of

from .figures import Figure, percentile
from .ledger_store import ledger_cloud, ledger_over, worst_case

ROUNDS, CALLS, WARM = 7, 60, 10


class Latency(NamedTuple):
    """Milliseconds of each call: hold and settle together, and with the start between them."""

    hold_settle: list[float]
    whole: list[float]


def latency(table: str, calls: int = CALLS) -> Latency:
    """Time `calls` calls on three scopes; what comes first (connections, new budgets) is not counted."""
    workspace, campaign, ledger = new_id(utc_now()), new_id(utc_now()), ledger_over(table)
    for scope in scopes_of(campaign, utc_now(), "user"):
        ledger.budgets.set_cap(workspace, scope.name, Decimal(1000))
    figures = Latency([], [])
    for _ in range(WARM + calls):
        worst = worst_case(workspace, campaign, Decimal("0.01"))
        began = time.perf_counter()
        hold = ledger.hold(worst, scopes_of(campaign, utc_now(), "user"), 60)
        held = time.perf_counter()
        ledger.start(hold)
        started = time.perf_counter()
        ledger.settle(hold, hold.worst)
        ended = time.perf_counter()
        figures.hold_settle.append((held - began + ended - started) * 1e3)
        figures.whole.append((ended - began) * 1e3)
    return Latency(figures.hold_settle[WARM:], figures.whole[WARM:])


def figures() -> Iterator[Figure]:
    """Percentiles of each round's calls, and of those the median over the rounds: a burst of noise spoils one round."""
    with ledger_cloud() as table:
        rounds = [latency(table) for _ in range(ROUNDS)]

    def typical(share: float) -> float:
        return median(percentile(took.hold_settle, share) for took in rounds)

    yield Figure("hold_settle_p50", typical(0.5), "ms", ROUNDS)
    yield Figure("hold_settle_p95", typical(0.95), "ms", ROUNDS, at_most=10)
    whole = median(percentile(took.whole, 0.95) for took in rounds)
    yield Figure("hold_start_settle_p95", whole, "ms", ROUNDS)
