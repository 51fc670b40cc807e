"""Money is conserved under any interleaving: in memory with many examples, and on the table with some."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from astromedia.domain.ports import Budgets, LedgerEntries
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.ledger import DynamoLedgerEntries
from tests.cloud import LEDGER
from tests.fakes import FakeBudgets

from .conservation import Conservation

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


class InMemory(Conservation):
    def stores(self) -> tuple[Budgets, LedgerEntries]:
        budgets = FakeBudgets()
        return budgets, budgets.entries


class OnTheTable(Conservation):
    def stores(self) -> tuple[Budgets, LedgerEntries]:
        return DynamoBudgets(LEDGER), DynamoLedgerEntries(LEDGER)


def test_money_is_conserved_in_memory() -> None:
    run_state_machine_as_test(
        InMemory, settings=settings(max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=SLOW)
    )


def test_money_is_conserved_on_the_table(aws: None) -> None:
    run_state_machine_as_test(
        OnTheTable,
        settings=settings(max_examples=6, stateful_step_count=20, deadline=None, suppress_health_check=SLOW),
    )
