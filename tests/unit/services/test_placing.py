"""What the Scheduler knows is what is stored, whoever changes a schedule meanwhile."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.occurrences import Timing
from astromedia.domain.schedule import Schedule
from astromedia.services.placing import TRIES, Placement, start_of
from tests.fakes import FakeClock, FakeScheduler, FakeSchedules
from tests.samples import NOW, schedule


class Meddled(FakeScheduler):
    """Somebody else does something while the Scheduler is being told."""

    def __init__(self, meddle: Callable[[Schedule], object], times: int) -> None:
        super().__init__()
        self.meddle, self.times = meddle, times
        self.told: list[str] = []

    def place(self, schedule: Schedule, start: datetime | None) -> None:
        super().place(schedule, start)
        self.told.append(schedule.name)
        if self.times:
            self.times -= 1
            self.meddle(schedule)


def stored(**changes: object) -> tuple[FakeSchedules, Schedule]:
    schedules, made = FakeSchedules(), schedule(placed=False, **changes)
    schedules.add(made)
    return schedules, made


def placement(schedules: FakeSchedules, scheduler: FakeScheduler) -> Placement:
    return Placement(schedules=schedules, scheduler=scheduler, clock=FakeClock(NOW))


def test_it_is_noted_that_the_scheduler_knows() -> None:
    schedules, made = stored()
    scheduler = FakeScheduler()
    placed = placement(schedules, scheduler).place(made)
    assert placed.placed
    assert schedules.get("W1", made.id) == placed
    assert list(scheduler.placed) == [made.id]


def test_a_scheduler_that_fails_leaves_it_to_be_told_later() -> None:
    schedules, made = stored()
    scheduler = FakeScheduler()
    scheduler.fault = ConnectionError("down")
    with pytest.raises(ConnectionError):
        placement(schedules, scheduler).place(made)
    assert not schedules.get("W1", made.id).placed
    assert schedules.overdue(NOW + timedelta(seconds=1), 9) == [made]


def test_what_somebody_else_changed_meanwhile_is_told_last() -> None:
    schedules, made = stored()
    scheduler = Meddled(lambda told: schedules.save(told.model_copy(update={"name": "Theirs"})), times=1)
    placed = placement(schedules, scheduler).place(made)
    assert (placed.name, scheduler.told) == ("Theirs", ["Weekly", "Theirs"])
    assert schedules.get("W1", made.id) == placed


def test_what_is_changed_without_end_is_given_up() -> None:
    schedules, made = stored()
    scheduler = Meddled(lambda told: schedules.save(schedules.get("W1", told.id)), times=TRIES)
    with pytest.raises(Conflict):
        placement(schedules, scheduler).place(made)


def test_what_was_removed_meanwhile_is_removed_from_the_scheduler_too() -> None:
    schedules, made = stored()
    scheduler = Meddled(lambda told: schedules.remove("W1", told.id), times=1)
    with pytest.raises(NotFound):
        placement(schedules, scheduler).place(made)
    assert scheduler.placed == {}


def test_what_has_nothing_left_to_run_is_removed_from_the_scheduler() -> None:
    schedules, made = stored()
    scheduler = FakeScheduler()
    keeper = placement(schedules, scheduler)
    placed = keeper.place(made)
    over = schedules.save(placed.model_copy(update={"end": NOW - timedelta(days=1)}))
    assert keeper.place(over).placed
    assert scheduler.placed == {}


@pytest.mark.parametrize(
    ("timing", "start"),
    [
        (Timing("rate(1 hour)", start=NOW - timedelta(days=9)), NOW + timedelta(minutes=20)),
        (Timing("cron(0 9 * * ? *)", start=NOW - timedelta(days=9)), None),
        (Timing("cron(0 9 * * ? *)", start=NOW + timedelta(days=9)), NOW + timedelta(days=9)),
        (Timing("at(2027-01-01T00:00:00)"), None),
    ],
)
def test_no_start_that_is_past_is_told_and_a_rate_keeps_its_beat(timing: Timing, start: datetime | None) -> None:
    assert start_of(timing, NOW + timedelta(minutes=20), NOW.astimezone(UTC)) == start
