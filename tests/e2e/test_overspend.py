"""Nobody spends more than the cap: not a thousand calls at once, not when processes are killed at random moments."""

from collections import Counter
from decimal import Decimal

from tests.cloud import LEDGER
from tests.load.overspend import CAP, SEED, race
from tests.load.processes import OURS, measured


def test_a_thousand_calls_at_once_spend_the_cap_and_not_a_cent_more(aws: None) -> None:
    ran = race(LEDGER)
    assert (ran.answered, ran.refused) == (50, Counter({402: 950}))
    assert ran.account.spent == CAP
    assert ran.account.costs == (Decimal("0.10"),) * 50
    assert ran.account.open_holds == 0
    assert {budget.scope.split("/")[0] for budget in ran.account.budgets} == {"workspace", "user", "campaign"}
    assert ran.account.conserved


def test_killed_processes_leave_no_hold_double_no_charge_and_lose_none(aws: None) -> None:
    crashed = measured(OURS, "tests.load.crashes", LEDGER, SEED)
    assert crashed["kills"] > 80
    assert crashed["reconciled"] > 0
    assert {name: crashed[name] for name in ("open_holds", "doubled", "lost", "overspent")} == {
        "open_holds": 0,
        "doubled": 0,
        "lost": 0,
        "overspent": 0,
    }
    assert crashed["conserved"] is True
    assert crashed["spent"] == float(CAP)
