"""The dispatcher, step by step: what it starts, what it leaves, and what its sweep repairs."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from astromedia.domain.campaign import CampaignStatus
from astromedia.domain.change import Change
from astromedia.domain.errors import Conflict, ProviderUnavailable
from astromedia.domain.queue import Limits, Load, SlotStatus, Ticket
from astromedia.services.queue import MOST_AT_ONCE, Dispatcher, Swept
from tests import fakes
from tests.conftest import Measured
from tests.samples import NOW
from tests.unit.services.burst import Burst

HERE, THERE = "01HERE", "01THERE"


@pytest.fixture
def queue() -> fakes.FakeQueue:
    return fakes.FakeQueue(fakes.FakeClock(NOW))


@pytest.fixture
def burst(queue: fakes.FakeQueue) -> Burst:
    return Burst(queue, queue.enqueue, fakes.FakeCampaigns(), fakes.FakeClock(NOW), stage_limit=1000)


def failing(burst: Burst, error: Exception) -> Dispatcher:
    def start(_: Ticket) -> bool:
        raise error

    return Dispatcher(
        queue=burst.queue,
        budgets=burst.budgets,
        campaigns=burst.campaigns,
        stage_limit=burst.stage_limit,
        start=start,
        settle=lambda ticket: False,
        clock=burst.clock,
    )


def ended(burst: Burst, ticket: Ticket, **change: object) -> None:
    kept = burst.campaigns.get(ticket.workspace_id, ticket.campaign_id)
    over = kept.model_copy(update=change or {"status": CampaignStatus.CANCELLED})
    burst.campaigns.commit(Change(kept.workspace_id, kept.id, campaign=over))


def test_who_waits_is_started_in_order_up_to_what_the_plan_gives(burst: Burst) -> None:
    launched = burst.launch(HERE, 25)
    assert burst.dispatcher().run() == 20
    assert burst.executions.begun == launched[:20]
    assert {slot.status for slot in burst.queue.slots(HERE)} == {SlotStatus.RUNNING}
    burst.budgets.set_plan(HERE, "starter", NOW)
    assert burst.dispatcher().run() == 5


def test_a_limit_set_by_hand_holds_and_never_raises_the_plans(burst: Burst) -> None:
    burst.launch(HERE, 25)
    burst.queue.set_limit(HERE, 3)
    assert burst.dispatcher().run() == 3
    burst.queue.set_limit(HERE, 500)
    assert burst.dispatcher().run() == 17


def test_the_stage_is_filled_and_not_overfilled(burst: Burst) -> None:
    burst.stage_limit = 12
    for workspace in (HERE, THERE):
        burst.launch(workspace, 10)
    assert burst.dispatcher().run() == 12
    assert [burst.queue.load(workspace).running for workspace in (HERE, THERE)] == [6, 6]
    assert burst.dispatcher().run() == 0


def test_a_sweep_measures_who_still_waits_and_how_long(burst: Burst, measured: Measured) -> None:
    burst.stage_limit = 12
    for workspace in (HERE, THERE):
        burst.launch(workspace, 10)
    burst.dispatcher().sweep()
    assert len(measured()["QueueWait"]) == 12
    burst.clock.advance(90)
    burst.dispatcher().sweep()
    told = measured()
    assert told["QueueWorkspaces"] == [(2, {})]
    assert told["SlotsUsed"] == [(12, {})]
    ((oldest, _),) = told["QueueOldest"]
    assert round(oldest) == 90


def test_one_call_starts_so_many_and_leaves_the_rest_to_the_sweep(burst: Burst) -> None:
    burst.budgets.set_plan(HERE, "enterprise", NOW)
    burst.launch(HERE, MOST_AT_ONCE + 5)
    assert burst.dispatcher().run() == MOST_AT_ONCE
    assert burst.dispatcher().sweep() == Swept(dispatched=5)


def test_an_end_lets_the_next_begin(burst: Burst) -> None:
    launched = burst.launch(HERE, 21)
    burst.dispatcher().run()
    assert burst.dispatcher().ended(HERE, launched[0].campaign_id, run=1) == 1
    assert burst.executions.begun[-1] == launched[20]
    assert burst.dispatcher().ended(HERE, launched[0].campaign_id, run=1) == 0


def test_the_end_of_an_older_run_frees_its_own_slot_only(burst: Burst) -> None:
    (first,) = burst.launch(HERE, 1)
    burst.dispatcher().run()
    ended(burst, first, run=2)
    second = first.model_copy(update={"run": 2})
    burst.enqueue(second)
    burst.dispatcher().run()
    burst.dispatcher().ended(HERE, first.campaign_id, run=1)
    assert [slot.ticket for slot in burst.queue.slots(HERE)] == [second]


def test_who_only_waits_for_people_lets_others_run(burst: Burst) -> None:
    launched = burst.launch(HERE, 21)
    burst.dispatcher().run()
    burst.queue.park(HERE, launched[0].campaign_id, 1)
    assert burst.dispatcher().run() == 1
    burst.queue.unpark(HERE, launched[0].campaign_id, 1)
    assert burst.queue.load(HERE).running == 21
    burst.launch(HERE, 1, since=60)
    assert burst.dispatcher().run() == 0


@pytest.mark.parametrize("change", [{"status": CampaignStatus.CANCELLED}, {"run": 2}])
def test_a_run_that_is_none_any_more_is_not_started(burst: Burst, change: dict[str, object]) -> None:
    gone, goes = burst.launch(HERE, 2)
    ended(burst, gone, **change)
    assert burst.dispatcher().run() == 1
    assert burst.executions.begun == [goes]
    assert [slot.ticket for slot in burst.queue.slots(HERE)] == [goes]


def test_a_run_of_no_campaign_is_not_started(burst: Burst, queue: fakes.FakeQueue) -> None:
    queue.enqueue(Ticket(workspace_id=HERE, campaign_id="01NOBODY", run=1, request_id="R1", at=NOW))
    assert burst.dispatcher().run() == 0
    assert burst.queue.slots(HERE) == []


def test_a_run_that_could_not_be_started_is_when_the_engine_is_back(burst: Burst) -> None:
    launched = burst.launch(HERE, 2)
    assert failing(burst, ProviderUnavailable("The engine is down.")).run() == 0
    assert [slot.status for slot in burst.queue.slots(HERE)] == [SlotStatus.STARTING] * 2
    assert burst.dispatcher().sweep() == Swept()
    burst.clock.advance(61)
    assert burst.dispatcher().sweep() == Swept(repaired=2)
    assert burst.executions.begun == launched


def test_a_run_whose_starter_died_is_started_once(burst: Burst) -> None:
    launched = burst.launch(HERE, 1)
    burst.queue.admit(launched[0], Limits(1, 1))
    burst.executions.start(launched[0])
    burst.clock.advance(61)
    assert burst.dispatcher().sweep() == Swept(repaired=1)
    assert burst.executions.begun == launched
    assert burst.queue.slots(HERE)[0].status is SlotStatus.RUNNING


def test_the_slot_of_a_run_whose_end_nobody_told_is_freed(burst: Burst) -> None:
    over, goes_on = burst.launch(HERE, 2)
    burst.dispatcher().run()
    ended(burst, over, status=CampaignStatus.COMPLETED)
    burst.clock.advance(61)
    assert burst.dispatcher().sweep() == Swept(freed=1)
    assert [slot.ticket for slot in burst.queue.slots(HERE)] == [goes_on]


def test_once_an_hour_the_engine_is_asked_after_a_run_and_one_that_is_lost_is_settled(burst: Burst) -> None:
    lost, goes_on = burst.launch(HERE, 2)
    burst.dispatcher().run()
    del burst.executions.running[lost.campaign_id]
    burst.clock.advance(59 * 60)
    assert burst.dispatcher().sweep() == Swept()
    freed = 0
    for _ in range(60):
        burst.clock.advance(60)
        freed += burst.dispatcher().sweep().freed
    assert freed == 1
    assert burst.campaigns.get(HERE, lost.campaign_id).status is CampaignStatus.FAILED
    assert [slot.ticket for slot in burst.queue.slots(HERE)] == [goes_on]


def test_one_slot_that_cannot_be_repaired_holds_up_no_other(burst: Burst) -> None:
    over, _ = burst.launch(HERE, 2)
    failing(burst, RuntimeError("down")).run()
    ended(burst, over)
    burst.clock.advance(61)
    assert failing(burst, RuntimeError("down")).sweep() == Swept(freed=1)


class Busy(fakes.FakeQueue):
    """A queue at which too many are at once."""

    def admit(self, ticket: Ticket, limits: Limits) -> bool:
        raise Conflict("The queue is too busy.")


def test_a_queue_that_is_too_busy_is_left_to_others() -> None:
    queue = Busy()
    burst = Burst(queue, queue.enqueue, fakes.FakeCampaigns(), fakes.FakeClock(NOW), stage_limit=5)
    burst.launch(HERE, 1)
    assert burst.dispatcher().run() == 0
    assert burst.queue.next_ticket(HERE) is not None


class Slow(fakes.FakeQueue):
    """A queue whose list of who waits is behind."""

    def loads(self, *besides: str) -> list[Load]:
        return [self.load(workspace_id) for workspace_id in besides]


def test_who_just_launched_is_not_overlooked() -> None:
    queue = Slow()
    burst = Burst(queue, queue.enqueue, fakes.FakeCampaigns(), fakes.FakeClock(NOW), stage_limit=5)
    burst.launch(HERE, 1)
    assert burst.dispatcher().run(THERE) == 0
    assert burst.dispatcher().run(HERE) == 1


class Attentive(fakes.FakeQueue):
    """A queue that notes of whom it was asked whether they are quiet."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = list[str]()

    def quiet(self, workspace_id: str) -> None:
        self.asked.append(workspace_id)


def test_only_the_sweep_has_the_time_to_see_who_is_quiet() -> None:
    queue = Attentive()
    burst = Burst(queue, queue.enqueue, fakes.FakeCampaigns(), fakes.FakeClock(NOW), stage_limit=1)
    burst.launch(HERE, 2)
    burst.dispatcher().run()
    assert queue.asked == []
    burst.dispatcher().sweep()
    assert queue.asked == [HERE]


def launched(burst: Burst, workspace_id: str = HERE) -> Ticket:
    (ticket,) = burst.launch(workspace_id, 1, since=5)
    burst.dispatcher().nudge(workspace_id, ticket)
    return ticket


def test_who_launches_is_started_at_once_while_there_is_room_for_all_who_wait(burst: Burst) -> None:
    earlier = burst.launch(HERE, 3)
    own = launched(burst)
    assert burst.executions.begun == [own]
    burst.dispatcher().run()
    assert burst.executions.begun == [own, *earlier]


def test_who_launches_takes_no_turn_of_another(burst: Burst) -> None:
    burst.queue.set_limit(HERE, 3)
    earlier = burst.launch(HERE, 3)
    launched(burst)
    assert burst.executions.begun == earlier
    (other,) = burst.launch("W2", 1, since=9)
    burst.dispatcher().ended(HERE, earlier[0].campaign_id, 1)
    assert other in burst.executions.begun


def test_many_who_launch_at_once_are_each_started_once(burst: Burst) -> None:
    tickets = burst.launch(HERE, 12)
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda ticket: burst.dispatcher().nudge(HERE, ticket), tickets))
    assert sorted(burst.executions.begun, key=lambda ticket: ticket.at) == tickets


class Strict(fakes.FakeQueue):
    """A queue that notes how many tickets it was asked for: DynamoDB refuses to look for less than one."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = list[int]()

    def tickets(self, workspace_id: str, limit: int) -> Sequence[Ticket]:
        self.asked.append(limit)
        return super().tickets(workspace_id, limit)


def test_a_launch_where_more_run_than_may_just_waits() -> None:
    queue = Strict()
    burst = Burst(queue, queue.enqueue, fakes.FakeCampaigns(), fakes.FakeClock(NOW), stage_limit=9)
    for ticket in burst.launch(HERE, 3):
        assert queue.admit(ticket, Limits(9, 9))
    queue.set_limit(HERE, 1)
    (waits,) = burst.launch(HERE, 1, since=60)
    burst.dispatcher().nudge(HERE, waits)
    assert all(limit > 0 for limit in queue.asked)
    assert queue.next_ticket(HERE) == waits
