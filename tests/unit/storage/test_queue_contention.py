"""The queue's transactions lose races, too: they are tried again, and what they do is done once."""

from collections.abc import Callable

import pytest
from pynamodb.exceptions import PynamoDBException

from astromedia.domain.errors import Conflict
from astromedia.domain.queue import Limits, SlotStatus
from astromedia.storage.contention import TRIES, TRIES_TO_END
from astromedia.storage.queue import DynamoQueue
from tests.cloud import CAMPAIGNS
from tests.fakes import FakeClock
from tests.samples import id_at
from tests.unit.storage.test_contention import Pauses, cancelled, heard, turned_away
from tests.unit.storage.test_queue import AMPLE, place, put, ticket


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def queue(aws: None, pauses: Pauses) -> DynamoQueue:
    return DynamoQueue(CAMPAIGNS, FakeClock(), random=lambda: 0.5, sleep=pauses)


@pytest.fixture
def here() -> str:
    return id_at()


def test_each_step_is_done_once_however_often_the_race_was_lost(queue: DynamoQueue, pauses: Pauses, here: str) -> None:
    mine, other = ticket(here), ticket(here, 1)
    put(mine)
    put(other)
    before = queue.room(AMPLE.stage)
    with cancelled(3, "None", "None", "TransactionConflict"):
        assert queue.admit(mine, AMPLE) is True
    with cancelled(2, "TransactionConflict"):
        queue.started(mine)
    with cancelled(2, "TransactionConflict", "ThrottlingError"):
        assert queue.park(*place(mine)) is True
    with turned_away(2, "TransactionInProgressException"):
        assert queue.unpark(*place(mine)) is True
    assert (queue.load(here).running, queue.room(AMPLE.stage)) == (1, before - 1)
    assert queue.slots(here)[0].status is SlotStatus.RUNNING
    with cancelled(20, "TransactionConflict"):
        assert queue.release(*place(mine)) is True
    with cancelled(20, "TransactionConflict"):
        assert queue.forget(*place(other)) is True
    with cancelled(2, "TransactionConflict"):
        queue.set_limit(here, 5)
    assert queue.load(here) == (here, 0, 5, None)
    assert queue.room(AMPLE.stage) == before
    assert len(pauses) == 51


def test_a_race_that_is_never_won_is_told(queue: DynamoQueue, here: str) -> None:
    mine, other = ticket(here), ticket(here, 1)
    put(mine)
    put(other)
    queue.admit(mine, AMPLE)
    attempts: dict[Callable[[], object], int] = {
        lambda: queue.admit(other, AMPLE): TRIES,
        lambda: queue.release(*place(mine)): TRIES_TO_END,
        lambda: queue.forget(*place(other)): TRIES_TO_END,
        lambda: queue.set_limit(here, 5): TRIES,
    }
    for attempt, tries in attempts.items():
        with cancelled(tries, "TransactionConflict"), pytest.raises(Conflict, match="too busy"):
            attempt()
    assert queue.load(here) == (here, 1, None, None)
    assert queue.next_ticket(here) == other


def test_a_fault_is_not_taken_for_a_lost_race(queue: DynamoQueue, here: str) -> None:
    mine = ticket(here)
    put(mine)
    with cancelled(1, "ValidationError"), pytest.raises(PynamoDBException):
        queue.admit(mine, AMPLE)
    assert queue.next_ticket(here) == mine


def test_a_limit_that_is_reached_meanwhile_holds(queue: DynamoQueue, here: str) -> None:
    """After looking at the counts, and before its transaction is sent, somebody else takes the last slot."""
    mine, other = ticket(here), ticket(here, 1)
    put(mine)
    put(other)
    limits = AMPLE._replace(workspace=1)
    rival = DynamoQueue(CAMPAIGNS, FakeClock())
    rivals = [lambda: rival.admit(other, limits)]

    def overtaken() -> None:
        if rivals:
            assert rivals.pop()() is True

    with heard(overtaken):
        assert queue.admit(mine, limits) is False
    assert queue.load(here).running == 1
    assert [slot.ticket for slot in queue.slots(here)] == [other]
    assert queue.next_ticket(here) == mine


def test_the_last_slot_of_the_stage_is_taken_once(queue: DynamoQueue, here: str) -> None:
    used = AMPLE.stage - queue.room(AMPLE.stage)
    limits = Limits(workspace=100, stage=used + 1)
    mine, other = ticket(here), ticket(here, 1)
    put(mine)
    put(other)
    assert [queue.admit(mine, limits), queue.admit(other, limits)] == [True, False]
    assert queue.next_ticket(here) == other
    queue.release(*place(mine))
