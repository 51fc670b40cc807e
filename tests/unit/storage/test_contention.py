"""A transaction that lost its race is tried again, with pauses that grow; any other fault is told as it is."""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from pynamodb.exceptions import PynamoDBException

from astromedia.agents.allowance import RESERVE_SECONDS
from astromedia.domain.errors import BudgetExceeded, Conflict
from astromedia.domain.plan import PLANS
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.contention import LONGEST_SECONDS, TRIES, TRIES_TO_END, Patience, decided
from astromedia.storage.rows import connection, table
from tests.cloud import LEDGER
from tests.samples import NOW
from tests.unit.storage.test_budgets import MONTH, amounts, budget, hold, money, workspace

__all__ = ["workspace"]


class Pauses(list[float]):
    """A sleep that takes no time."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


@contextmanager
def heard(listener: Callable[[], Any]) -> Iterator[None]:
    """Before each transaction is sent, `listener` is called; an answer of its own takes the place of the service's."""
    events, name = connection().client.meta.events, "before-call.dynamodb.TransactWriteItems"

    def on_call(**request: Any) -> Any:
        return listener()

    events.register_first(name, on_call)
    try:
        yield
    finally:
        events.unregister(name, on_call)


def cancelled(times: int, *codes: str) -> AbstractContextManager[None]:
    """The next `times` transactions are cancelled for these reasons, as DynamoDB does when others are at the rows."""
    error = {"Code": "TransactionCanceledException", "Message": "Transaction cancelled"}
    parsed = {"Error": error, "CancellationReasons": [{"Code": code} for code in codes]}
    answers = iter([(SimpleNamespace(status_code=400), parsed)] * times)
    return heard(lambda: next(answers, None))


def turned_away(times: int, code: str) -> AbstractContextManager[None]:
    """The next `times` transactions are answered with this error, as when boto's own retries were in vain."""
    answers = iter([(SimpleNamespace(status_code=400), {"Error": {"Code": code, "Message": "Not now"}})] * times)
    return heard(lambda: next(answers, None))


def second(act: Callable[[], object]) -> AbstractContextManager[None]:
    """`act` happens right before the second transaction is sent: after what that one was made from was read."""
    acts = iter([lambda: None, act])

    def listener() -> None:
        next(acts, lambda: None)()

    return heard(listener)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def budgets(aws: None, pauses: Pauses) -> DynamoBudgets:
    return DynamoBudgets(LEDGER, random=lambda: 1.0, sleep=pauses)


def test_pauses_grow_and_end() -> None:
    pauses = Pauses()
    assert list(Patience(lambda: 1.0, pauses).tries()) == list(range(TRIES))
    assert pauses == sorted(pauses)
    assert (pauses[0] < 0.05, pauses[-1]) == (True, LONGEST_SECONDS)


def test_an_eager_retry_does_not_pause() -> None:
    pauses = Pauses()
    assert list(Patience(lambda: 1.0, pauses).tries(6, eager=2)) == list(range(6))
    assert len(pauses) == 3


def test_pauses_differ_so_that_losers_do_not_meet_again() -> None:
    pauses = Pauses()
    list(Patience(random.Random(1).random, pauses).tries())
    assert len(set(pauses)) == TRIES - 1


def test_money_moves_once_however_often_the_race_was_lost(
    budgets: DynamoBudgets, pauses: Pauses, workspace: str
) -> None:
    with cancelled(3, "None", "TransactionConflict"):
        kept = budgets.hold(hold(workspace))
    with cancelled(2, "TransactionConflict", "ThrottlingError"):
        budgets.start(kept)
    with cancelled(4, "TransactionConflict"):
        budgets.settle(kept, kept.worst.model_copy(update={"cost": Decimal("0.15")}))
    with cancelled(2, "TransactionConflict"):
        budgets.set_plan(workspace, "team", NOW)
    with cancelled(2, "TransactionConflict"):
        budgets.set_cap(workspace, MONTH, Decimal(3))
    with cancelled(1, "TransactionConflict"):
        assert budgets.alerted(workspace, MONTH, 50) is True
    assert money(budget(budgets, workspace)) == amounts("3", "2.85", "0", "0.15")
    # One less than lost races: a settlement that loses its first is made in the other way at once.
    assert len(pauses) >= 13


@pytest.mark.parametrize("codes", [("ConditionalCheckFailed",), ("None", "TransactionConflict")])
def test_who_was_second_learns_it_at_once(aws: None, codes: tuple[str, ...]) -> None:
    with cancelled(1, *codes):
        assert decided(lambda write: write.save(table(LEDGER)("who", "was second"))) is False


def test_a_busy_table_is_not_taken_for_somebody_who_was_first(aws: None) -> None:
    for fault in (cancelled(1, "ThrottlingError", "ConditionalCheckFailed"), turned_away(1, "ThrottlingException")):
        with fault, pytest.raises(PynamoDBException):
            decided(lambda write: write.save(table(LEDGER)("who", "is first")))
    assert decided(lambda write: write.save(table(LEDGER)("who", "is first"))) is True


def test_a_race_that_is_never_won_is_told(budgets: DynamoBudgets, pauses: Pauses, workspace: str) -> None:
    kept = budgets.hold(hold(workspace))
    attempts = (
        lambda: budgets.hold(hold(workspace)),
        lambda: budgets.set_cap(workspace, MONTH, Decimal(9)),
        lambda: budgets.set_plan(workspace, "team", NOW),
        lambda: budgets.alerted(workspace, MONTH, 50),
    )
    for attempt in attempts:
        with cancelled(TRIES, "TransactionConflict"), pytest.raises(Conflict, match="too busy"):
            attempt()
    with cancelled(TRIES_TO_END, "TransactionConflict"), pytest.raises(Conflict, match="too busy"):
        budgets.release(kept)
    assert budget(budgets, workspace).held == Decimal("0.40")


def test_what_was_paid_for_is_not_given_up_as_soon_as_what_was_not(
    budgets: DynamoBudgets, pauses: Pauses, workspace: str
) -> None:
    kept = budgets.hold(hold(workspace))
    with cancelled(TRIES_TO_END - 1, "TransactionConflict"):
        assert budgets.settle(kept, kept.worst) is True
    assert TRIES * LONGEST_SECONDS < sum(pauses) < RESERVE_SECONDS
    assert budget(budgets, workspace).settled == Decimal("0.40")


@pytest.mark.parametrize(
    "code",
    [
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TransactionInProgressException",
    ],
)
def test_a_table_that_is_busy_is_asked_again_before_what_was_paid_for_is_given_up(
    budgets: DynamoBudgets, workspace: str, code: str
) -> None:
    with turned_away(3, code):
        kept = budgets.hold(hold(workspace))
    with turned_away(3, code):
        assert budgets.settle(kept, kept.worst) is True
    assert money(budget(budgets, workspace)) == amounts("5", "4.60", "0", "0.40")


def test_a_settlement_that_the_table_made_while_it_said_it_was_busy_is_found(
    budgets: DynamoBudgets, workspace: str
) -> None:
    kept = budgets.hold(hold(workspace))
    DynamoBudgets(LEDGER).settle(kept, kept.worst)
    with turned_away(1, "TransactionInProgressException"):
        assert budgets.settle(kept, kept.worst) is False
    assert budget(budgets, workspace).settled == Decimal("0.40")


@pytest.mark.parametrize("codes", [("ValidationError",), ("TransactionConflict", "ItemCollectionSizeLimitExceeded")])
def test_a_fault_is_not_taken_for_a_lost_race(budgets: DynamoBudgets, workspace: str, codes: tuple[str, ...]) -> None:
    with cancelled(1, *codes), pytest.raises(PynamoDBException):
        budgets.hold(hold(workspace))
    assert budget(budgets, workspace).held == 0


def test_a_hold_whose_answer_got_lost_is_found(budgets: DynamoBudgets, workspace: str) -> None:
    """The transaction was committed, but the one who asked was told that it lost its race."""
    asked = hold(workspace)
    first = DynamoBudgets(LEDGER).hold(asked)
    assert budgets.hold(asked) == first
    assert budget(budgets, workspace).held == Decimal("0.40")


def test_a_cap_that_is_set_while_a_budget_is_created_is_kept_to(budgets: DynamoBudgets, workspace: str) -> None:
    """After looking at the caps, and before creating the budget, someone sets the cap of the months to come."""
    meddling = second(lambda: budgets.set_cap(workspace, "workspace/2026-02", Decimal("0.30")))
    with meddling, pytest.raises(BudgetExceeded, match=r"\$0\.30"):
        budgets.hold(hold(workspace))
    assert money(budget(budgets, workspace)) == amounts("0.30", "0.30", "0", "0")


def test_a_plan_that_changes_while_a_budget_is_created_is_followed(budgets: DynamoBudgets, workspace: str) -> None:
    with second(lambda: budgets.set_plan(workspace, "starter", NOW)):
        budgets.hold(hold(workspace))
    assert money(budget(budgets, workspace)) == amounts("50", "49.60", "0.40", "0")


def test_the_later_of_two_plans_wins(budgets: DynamoBudgets, workspace: str) -> None:
    """While one change of plan goes through the budgets, another one overtakes it."""
    budgets.hold(hold(workspace))
    with second(lambda: budgets.set_plan(workspace, "enterprise", NOW)):
        budgets.set_plan(workspace, "starter", NOW)
    assert budgets.plan(workspace) == "enterprise"
    assert budget(budgets, workspace).cap == PLANS["enterprise"].workspace


def test_a_request_that_is_sent_again_is_known_to_be_the_same(budgets: DynamoBudgets, workspace: str) -> None:
    """A committed transaction whose answer got lost is not committed again: both requests carry the same token."""
    events, sent = connection().client.meta.events, list[str]()

    def note(request: Any, **_: Any) -> None:
        sent.append(json.loads(request.body)["ClientRequestToken"])

    def once_more(attempts: int, **_: Any) -> float | None:
        return 0.0 if attempts == 1 else None

    listeners: dict[str, Any] = {"before-send": note, "needs-retry": once_more}
    for name, listener in listeners.items():
        events.register_first(f"{name}.dynamodb.TransactWriteItems", listener)
    try:
        budgets.hold(hold(workspace))
    finally:
        for name, listener in listeners.items():
            events.unregister(f"{name}.dynamodb.TransactWriteItems", listener)
    assert len(sent) == 2 * len(set(sent))
    assert budget(budgets, workspace).held == Decimal("0.40")


def test_a_refusal_that_one_process_told_is_known_to_all(budgets: DynamoBudgets, workspace: str) -> None:
    DynamoBudgets(LEDGER).refused(workspace, MONTH, Decimal(1))
    assert budgets.refusal_told(workspace, MONTH, Decimal(1))
