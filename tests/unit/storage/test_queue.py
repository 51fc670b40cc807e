"""The queue's contract: a run waits once, gets one slot, and gives it back once; limits hold, whoever races."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from astromedia.domain.ports import Queue
from astromedia.domain.queue import Limits, Load, SlotStatus, Ticket
from astromedia.storage import queue_rows
from astromedia.storage.queue import QUIET, DynamoQueue
from astromedia.storage.rows import connection, table
from tests.cloud import CAMPAIGNS
from tests.fakes import FakeClock, FakeQueue
from tests.samples import NOW, id_at

Enqueue = Callable[[Ticket], None]
AMPLE = Limits(workspace=100, stage=100_000)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW + timedelta(hours=1))


@pytest.fixture
def queue(host: str, clock: FakeClock) -> Queue:
    return DynamoQueue(CAMPAIGNS, clock) if host == "aws" else FakeQueue(clock)


@pytest.fixture
def enqueue(queue: Queue) -> Enqueue:
    return queue.enqueue if isinstance(queue, FakeQueue) else put


@pytest.fixture
def here() -> str:
    return id_at()


def put(ticket: Ticket) -> None:
    """What storage/campaigns.py does in a launch's transaction."""
    queue_rows.announce(table(CAMPAIGNS), ticket)
    with TransactWrite(connection=connection()) as write:
        queue_rows.enqueue(write, table(CAMPAIGNS), ticket)


def ticket(workspace_id: str, second: int = 0, run: int = 1) -> Ticket:
    at = NOW + timedelta(seconds=second)
    return Ticket(workspace_id=workspace_id, campaign_id=id_at(second), run=run, request_id="R1", at=at)


def place(of: Ticket) -> tuple[str, str, int]:
    return of.workspace_id, of.campaign_id, of.run


def test_who_came_first_is_first(queue: Queue, enqueue: Enqueue, here: str) -> None:
    waiting = [ticket(here, second) for second in range(4)]
    for one in (waiting[2], waiting[0], waiting[3], waiting[1]):
        enqueue(one)
    assert queue.next_ticket(here) == waiting[0]
    assert list(queue.tickets(here, 3)) == waiting[:3]
    assert queue.next_ticket(id_at()) is None


def test_an_admitted_ticket_is_a_slot_and_waits_no_longer(
    queue: Queue, enqueue: Enqueue, clock: FakeClock, here: str
) -> None:
    mine = ticket(here)
    enqueue(mine)
    assert queue.admit(mine, AMPLE) is True
    assert queue.next_ticket(here) is None
    (slot,) = queue.slots(here)
    assert (slot.ticket, slot.at, slot.status) == (mine, clock.now, SlotStatus.STARTING)
    assert queue.load(here) == Load(here, running=1)


def test_a_ticket_is_admitted_once(queue: Queue, enqueue: Enqueue, here: str) -> None:
    mine = ticket(here)
    enqueue(mine)
    assert [queue.admit(mine, AMPLE) for _ in range(3)] == [True, False, False]
    assert queue.release(*place(mine)) is True
    assert queue.admit(mine, AMPLE) is False
    assert queue.load(here).running == 0


def test_who_never_waited_is_not_admitted(queue: Queue, here: str) -> None:
    assert queue.admit(ticket(here), AMPLE) is False
    assert list(queue.slots(here)) == []


def test_a_workspace_at_its_limit_gets_no_further_slot(queue: Queue, enqueue: Enqueue, here: str) -> None:
    waiting = [ticket(here, second) for second in range(3)]
    for one in waiting:
        enqueue(one)
    limits = AMPLE._replace(workspace=2)
    assert [queue.admit(one, limits) for one in waiting] == [True, True, False]
    assert queue.next_ticket(here) == waiting[2]
    queue.release(*place(waiting[0]))
    assert queue.admit(waiting[2], limits) is True


def test_a_full_stage_admits_nobody(queue: Queue, enqueue: Enqueue, here: str) -> None:
    used = AMPLE.stage - queue.room(AMPLE.stage)
    limits = AMPLE._replace(stage=used + 20)
    waiting = [ticket(here, second) for second in range(21)]
    for one in waiting:
        enqueue(one)
    assert [queue.admit(one, limits) for one in waiting] == [True] * 20 + [False]
    assert queue.room(limits.stage) == 0
    queue.release(*place(waiting[0]))
    assert queue.room(limits.stage) == 1
    assert queue.admit(waiting[20], limits) is True
    for one in waiting:
        queue.release(*place(one))


def test_a_slot_is_given_back_once(queue: Queue, enqueue: Enqueue, here: str) -> None:
    waiting = [ticket(here, second) for second in range(2)]
    for one in waiting:
        enqueue(one)
        queue.admit(one, AMPLE)
    assert [queue.release(*place(waiting[0])) for _ in range(3)] == [True, False, False]
    assert queue.load(here).running == 1


def test_runs_of_one_campaign_have_places_of_their_own(queue: Queue, enqueue: Enqueue, here: str) -> None:
    first = ticket(here)
    second = first.model_copy(update={"run": 2, "at": NOW + timedelta(minutes=1)})
    enqueue(first)
    queue.admit(first, AMPLE)
    enqueue(second)
    assert queue.admit(second, AMPLE) is True
    queue.release(*place(first))
    assert [slot.ticket for slot in queue.slots(here)] == [second]


def test_a_parked_slot_counts_for_nothing_and_is_taken_back_whatever_the_limit(
    queue: Queue, enqueue: Enqueue, here: str
) -> None:
    one, other = ticket(here), ticket(here, 1)
    limits, before = AMPLE._replace(workspace=1), queue.room(AMPLE.stage)
    enqueue(one)
    enqueue(other)
    queue.admit(one, limits)
    assert [queue.park(*place(one)) for _ in range(2)] == [True, False]
    assert (queue.load(here).running, queue.room(AMPLE.stage)) == (0, before)
    assert queue.admit(other, limits) is True
    assert [queue.unpark(*place(one)) for _ in range(2)] == [True, False]
    assert (queue.load(here).running, queue.room(AMPLE.stage)) == (2, before - 2)
    assert [slot.status for slot in queue.slots(here)] == [SlotStatus.RUNNING, SlotStatus.STARTING]
    assert [queue.release(*place(one)), queue.release(*place(other))] == [True, True]
    assert (queue.load(here).running, queue.room(AMPLE.stage)) == (0, before)


def test_a_parked_slot_is_released_without_being_counted_twice(queue: Queue, enqueue: Enqueue, here: str) -> None:
    mine = ticket(here)
    enqueue(mine)
    queue.admit(mine, AMPLE)
    queue.park(*place(mine))
    assert queue.release(*place(mine)) is True
    assert queue.unpark(*place(mine)) is False
    assert queue.load(here).running == 0


def test_who_waits_or_has_gone_can_neither_be_parked_nor_woken(queue: Queue, enqueue: Enqueue, here: str) -> None:
    mine = ticket(here)
    enqueue(mine)
    assert [queue.park(*place(mine)), queue.unpark(*place(mine)), queue.release(*place(mine))] == [False] * 3
    assert queue.next_ticket(here) == mine


def test_a_ticket_that_is_forgotten_is_not_admitted(queue: Queue, enqueue: Enqueue, here: str) -> None:
    mine, other = ticket(here), ticket(here, 1)
    enqueue(mine)
    enqueue(other)
    assert [queue.forget(*place(mine)) for _ in range(2)] == [True, False]
    assert queue.admit(mine, AMPLE) is False
    assert queue.next_ticket(here) == other


def test_what_was_started_is_told_apart_from_what_was_not(queue: Queue, enqueue: Enqueue, here: str) -> None:
    begun, lost = ticket(here), ticket(here, 1)
    for one in (begun, lost):
        enqueue(one)
        queue.admit(one, AMPLE)
    queue.started(begun)
    assert [slot.status for slot in queue.slots(here)] == [SlotStatus.RUNNING, SlotStatus.STARTING]
    queue.park(*place(begun))
    queue.started(begun)
    assert queue.slots(here)[0].status is SlotStatus.PARKED
    queue.release(*place(begun))
    queue.started(begun)
    assert len(queue.slots(here)) == 1


def test_slots_that_were_admitted_a_while_ago_are_found(
    queue: Queue, enqueue: Enqueue, clock: FakeClock, here: str
) -> None:
    old, parked, fresh = (ticket(here, second) for second in range(3))
    for one in (old, parked):
        enqueue(one)
        queue.admit(one, AMPLE)
    queue.park(*place(parked))
    clock.advance(60)
    enqueue(fresh)
    queue.admit(fresh, AMPLE)
    assert [slot.ticket for slot in queue.stuck(clock.now) if slot.ticket.workspace_id == here] == [old]
    queue.unpark(*place(parked))
    found = [slot.ticket for slot in queue.stuck(clock.now) if slot.ticket.workspace_id == here]
    assert sorted(found, key=lambda one: one.at) == [old, parked]


def test_workspaces_that_wait_are_listed_with_what_they_use(queue: Queue, enqueue: Enqueue, here: str) -> None:
    waiting = [ticket(here, second) for second in range(2)]
    for one in waiting:
        enqueue(one)
    queue.admit(waiting[0], AMPLE)
    there = id_at()
    loads = {load.workspace_id: load for load in queue.loads(there)}
    assert loads[here] == Load(here, running=1)
    assert loads[there] == Load(there, running=0)


def test_a_workspace_is_listed_until_it_is_quiet_for_a_while(
    queue: Queue, enqueue: Enqueue, clock: FakeClock, here: str
) -> None:
    mine = ticket(here)
    enqueue(mine)
    queue.quiet(here)
    assert here in {load.workspace_id for load in queue.loads()}
    queue.admit(mine, AMPLE)
    clock.now = NOW + QUIET * 2
    queue.quiet(here)
    assert here not in {load.workspace_id for load in queue.loads()}


def test_a_limit_set_by_hand_is_kept(queue: Queue, enqueue: Enqueue, here: str) -> None:
    mine = ticket(here)
    enqueue(mine)
    queue.set_limit(here, 7)
    queue.admit(mine, AMPLE)
    assert queue.load(here) == Load(here, running=1, limit=7)
    queue.set_limit(here, 3)
    assert queue.load(here) == Load(here, running=1, limit=3)


def test_of_many_who_admit_one_ticket_one_does(queue: Queue, enqueue: Enqueue, here: str) -> None:
    mine = ticket(here)
    enqueue(mine)
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: queue.admit(mine, AMPLE), range(8))) == 1
    assert queue.load(here).running == 1


def test_limits_hold_and_are_reached_when_many_admit_at_once(queue: Queue, enqueue: Enqueue, here: str) -> None:
    waiting = [ticket(here, second) for second in range(16)]
    for one in waiting:
        enqueue(one)
    limits = AMPLE._replace(workspace=10)
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda one: queue.admit(one, limits), waiting)) == 10
    assert queue.load(here).running == len(queue.slots(here)) == 10
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda one: queue.release(*place(one)), waiting * 2)) == 10
    assert queue.load(here).running == 0


def test_a_launch_that_is_repeated_does_not_queue_twice(aws: None, here: str) -> None:
    mine = ticket(here)
    put(mine)
    with pytest.raises(TransactWriteError):
        put(mine)


def test_a_workspace_that_launches_again_is_not_taken_for_a_quiet_one(aws: None, clock: FakeClock, here: str) -> None:
    """Between its announcement and its transaction a launch has no ticket yet, and must be found all the same."""
    queue = DynamoQueue(CAMPAIGNS, clock)
    queue_rows.announce(table(CAMPAIGNS), ticket(here))
    clock.now = NOW + QUIET / 2
    queue.quiet(here)
    assert here in {load.workspace_id for load in queue.loads()}


@pytest.mark.parametrize("limit", [1, 2, 15, 16, 17, 20, 1000])
def test_the_shares_of_the_stage_are_its_limit(limit: int) -> None:
    shares = [queue_rows.share(limit, shard) for shard in range(queue_rows.SHARDS)]
    assert sum(shares) == limit
    assert max(shares) - min(shares) <= 1
