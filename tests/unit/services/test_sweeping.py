"""Runs that nobody heard of become missed ones, once; changes that nobody was told of are told."""

from datetime import timedelta

import pytest

from astromedia.domain.event import EventType
from astromedia.domain.schedule import GRACE, RunStatus, Schedule, ScheduledRun
from astromedia.services.sweeping import MOST_OF_ONE, Sweeper
from tests.conftest import Measured
from tests.functions.api.world import World
from tests.samples import NOW, schedule

HOUR = timedelta(hours=1)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def sweeper(world: World) -> Sweeper:
    return world.sweeper()


def hourly(world: World, **changes: object) -> Schedule:
    """A schedule with occurrences at NOW, an hour later, and so on."""
    made = schedule(expression="rate(1 hour)", first=NOW, **changes)
    world.schedules.add(made)
    return made


def missed(world: World, of: Schedule) -> list[float]:
    """The hours after NOW of the runs that were missed."""
    runs = world.schedules.recorded("W1", of.id, NOW - HOUR, NOW + 10_000 * HOUR)
    return [(run.scheduled_at - NOW) / HOUR for run in runs if run.status is RunStatus.MISSED]


def launched(world: World, of: Schedule, hours: float, late: timedelta = timedelta()) -> None:
    facts = {"workspace_id": "W1", "schedule_id": of.id, "scheduled_at": NOW + hours * HOUR + late, "recorded_at": NOW}
    world.schedules.record(ScheduledRun.model_validate(facts | {"status": "LAUNCHED"}))


def test_what_was_not_heard_of_within_the_grace_is_missed_and_told_once(
    world: World, sweeper: Sweeper, measured: Measured
) -> None:
    of = hourly(world)
    launched(world, of, 1)
    world.clock.now = NOW + 3 * HOUR + GRACE
    assert sweeper.run() == 1
    assert missed(world, of) == [0, 2]  # the third hour's grace ends only now
    assert [type for type, _ in world.bus.events] == [EventType.SCHEDULE_RUN_MISSED] * 2
    assert world.bus.events[0][1]["scheduled_at"] == NOW.isoformat()
    assert measured()["ScheduledRuns"] == [(1, {"status": "MISSED"})] * 2
    assert sweeper.run() == 0
    world.clock.advance(1)
    assert sweeper.run() == 1
    assert missed(world, of) == [0, 2, 3]
    assert len(world.bus.events) == 3


def test_nothing_is_missed_within_the_grace(world: World, sweeper: Sweeper) -> None:
    of = hourly(world)
    world.clock.now = NOW + GRACE
    assert (sweeper.run(), missed(world, of)) == (0, [])


def test_a_run_that_the_scheduler_dates_a_few_seconds_off_is_not_missed(world: World, sweeper: Sweeper) -> None:
    of = hourly(world)
    launched(world, of, 0, late=timedelta(seconds=29))
    launched(world, of, 1, late=timedelta(seconds=-29))
    world.clock.now = NOW + 2 * HOUR
    sweeper.run()
    assert missed(world, of) == []


def test_a_paused_one_misses_only_what_was_due_before(world: World, sweeper: Sweeper) -> None:
    of = hourly(world, paused_at=NOW + 90 * timedelta(minutes=1))
    world.clock.now = NOW + 9 * HOUR
    assert sweeper.run() == 1
    assert missed(world, of) == [0, 1]
    assert sweeper.run() == 0


def test_one_that_is_over_is_not_looked_at_again(world: World, sweeper: Sweeper) -> None:
    of = hourly(world, end=NOW + HOUR)
    world.clock.now = NOW + 9 * HOUR
    assert [sweeper.run(), sweeper.run()] == [1, 0]
    assert missed(world, of) == [0, 1]
    assert world.schedules.get("W1", of.id).due is None


def test_a_long_silence_is_worked_off_in_pieces(world: World, sweeper: Sweeper) -> None:
    of = hourly(world)
    world.clock.now = NOW + (MOST_OF_ONE + 10) * HOUR
    sweeper.run()
    assert len(missed(world, of)) == MOST_OF_ONE
    sweeper.run()
    assert missed(world, of) == list(range(MOST_OF_ONE + 10))


def test_a_change_that_was_cut_off_before_the_scheduler_was_told_is_told(world: World, sweeper: Sweeper) -> None:
    of = hourly(world, placed=False)
    world.clock.now = NOW + GRACE + timedelta(seconds=1)
    sweeper.run()
    placed, start = world.scheduler.placed[of.id]
    assert (placed.expression, start) == ("rate(1 hour)", NOW + HOUR)
    assert world.schedules.get("W1", of.id).placed


def test_one_that_fails_does_not_keep_the_others_from_being_swept(world: World, sweeper: Sweeper) -> None:
    of = hourly(world)
    other = hourly(world, placed=False)
    world.scheduler.fault = ConnectionError("down")
    world.clock.now = NOW + HOUR
    assert sweeper.run() == 1
    assert (missed(world, of), missed(world, other)) == ([0], [0])
