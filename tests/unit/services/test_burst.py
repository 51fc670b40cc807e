"""A burst of one workspace does not starve another; nothing is lost or run twice, whoever races and dies."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest

from astromedia.domain.queue import Ticket
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.queue import DynamoQueue
from tests import fakes
from tests.cloud import make_table
from tests.samples import NOW
from tests.unit.services.burst import Burst

BIG, SMALL = "01BIG", "01SMALL"
SLOTS = 20
TABLE, QUIET_TABLE = "test-burst", "test-quiet-burst"


@pytest.fixture(scope="module")
def burst_table(aws: None) -> str:
    """The stage is this test's alone."""
    make_table(TABLE)
    return TABLE


def over_fakes(seed: int = 0) -> Burst:
    clock = fakes.FakeClock(NOW + timedelta(hours=1))
    queue = fakes.FakeQueue(clock)
    return Burst(queue, queue.enqueue, fakes.FakeCampaigns(), clock, SLOTS, seed)


def over_dynamo(table: str) -> Burst:
    clock = fakes.FakeClock(NOW + timedelta(hours=1))
    queue = DynamoQueue(table, clock, sleep=lambda _: None)
    return Burst(queue, lambda ticket: None, DynamoCampaigns(table), clock, SLOTS)


def test_ten_finish_in_fair_share_of_a_thousand() -> None:
    burst = over_fakes()
    burst.launch(BIG, 1000)
    burst.dispatcher().run(BIG)
    ten = burst.launch(SMALL, 10, since=60)
    burst.dispatcher().run(SMALL)
    while ticket := burst.executions.end():
        burst.dispatcher().ended(ticket.workspace_id, ticket.campaign_id, ticket.run)
    ended = burst.executions.ended
    before_the_last = ended[: max(map(ended.index, ten))]
    assert Counter(ticket.workspace_id for ticket in before_the_last) == {BIG: SLOTS, SMALL: 9}
    assert Counter(ended) == Counter(burst.executions.begun)
    assert len(ended) == 1010
    assert burst.executions.most == SLOTS


def test_who_waits_as_long_holds_as_much() -> None:
    burst = over_fakes()
    for workspace, count in ((BIG, 1000), (SMALL, 100)):
        burst.launch(workspace, count)
        burst.dispatcher().run(workspace)
    shares = list[int]()
    while (ticket := burst.executions.end()) and burst.queue.next_ticket(SMALL):
        burst.dispatcher().ended(ticket.workspace_id, ticket.campaign_id, ticket.run)
        shares.append(burst.queue.load(SMALL).running)
    assert shares[: SLOTS // 2] == list(range(1, SLOTS // 2 + 1))
    assert set(shares[SLOTS // 2 :]) == {SLOTS // 2}
    assert len(shares) > 150


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_lost_or_run_twice_by_dispatchers_that_race_and_die(seed: int) -> None:
    burst = over_fakes(seed)
    launched = burst.launch(BIG, 1000) + (ten := burst.launch(SMALL, 10, since=60))
    burst.race(len(launched), workers=4, risk=0.02)
    assert_all_done(burst, launched)
    # Whose starter died waits for a sweep, so the order is no exact one; but starved, the ten were last.
    assert max(map(burst.executions.begun.index, ten)) < 250


def test_on_the_real_table_nothing_is_lost_or_run_twice_either(burst_table: str) -> None:
    burst = over_dynamo(burst_table)
    launched = burst.launch(BIG, 30) + burst.launch(SMALL, 10, since=60)
    burst.race(len(launched), workers=4, risk=0.02)
    assert_all_done(burst, launched)


def test_on_the_real_table_a_newcomer_gets_every_slot_until_both_hold_as_much(aws: None) -> None:
    make_table(QUIET_TABLE)
    burst = over_dynamo(QUIET_TABLE)
    burst.launch(BIG, 25)
    assert burst.dispatcher().run(BIG) == SLOTS
    burst.launch(SMALL, 12, since=60)
    for _ in range(12):
        ticket = burst.executions.end()
        assert ticket is not None
        assert burst.dispatcher().ended(ticket.workspace_id, ticket.campaign_id, ticket.run) == 1
    assert [burst.queue.load(workspace).running for workspace in (BIG, SMALL)] == [10, 10]


def assert_all_done(burst: Burst, launched: Sequence[Ticket]) -> None:
    """Each ran once, never more than there are slots, and every slot is free again."""
    assert Counter(burst.executions.begun) == Counter(launched)
    assert Counter(burst.executions.ended) == Counter(launched)
    assert burst.executions.most <= SLOTS
    burst.clock.advance(3600)
    burst.dispatcher().sweep()
    assert burst.queue.room(SLOTS) == SLOTS
    assert [burst.queue.load(workspace).running for workspace in (BIG, SMALL)] == [0, 0]
    assert [*burst.queue.slots(BIG), *burst.queue.tickets(BIG, 1), *burst.queue.slots(SMALL)] == []
