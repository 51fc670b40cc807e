"""Schedules and their runs, in memory and in DynamoDB."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from astromedia.domain.campaign import Failure
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.schedule import RunStatus, Schedule, ScheduledRun
from astromedia.domain.timekeeping import Schedules
from tests.samples import NOW, id_at, schedule

FAILURE = Failure(error="BudgetExceeded", detail="Too little is left.")


def run(of: Schedule, minute: int = 0, status: RunStatus = RunStatus.MISSED, **changes: object) -> ScheduledRun:
    facts = {"workspace_id": of.workspace_id, "schedule_id": of.id, "scheduled_at": NOW + timedelta(minutes=minute)}
    return ScheduledRun.model_validate(facts | {"status": status, "recorded_at": NOW} | changes)


def test_a_schedule_is_kept_as_it_is(schedules: Schedules) -> None:
    made = schedule(model_budget="2.50", end=NOW + timedelta(days=9))
    schedules.add(made)
    assert schedules.get("W1", made.id) == made


def test_another_workspaces_schedule_is_not_found(schedules: Schedules) -> None:
    made = schedule()
    schedules.add(made)
    with pytest.raises(NotFound):
        schedules.get("W2", made.id)


def test_they_are_listed_newest_first_in_pages(schedules: Schedules) -> None:
    workspace = id_at()
    made = [schedule(id=id_at(second), workspace_id=workspace) for second in range(3)]
    for each in made:
        schedules.add(each)
    first = schedules.page(workspace, 2)
    second = schedules.page(workspace, 2, first.next_position)
    assert [*first.items, *second.items] == made[::-1]
    assert second.next_position is None


def test_of_two_who_change_one_the_second_is_told(schedules: Schedules) -> None:
    made = schedule()
    schedules.add(made)
    saved = schedules.save(made.model_copy(update={"name": "First"}))
    assert (saved.version, schedules.get("W1", made.id)) == (made.version + 1, saved)
    with pytest.raises(Conflict):
        schedules.save(made.model_copy(update={"name": "Second"}))


def test_what_is_removed_is_gone_and_cannot_come_back(schedules: Schedules) -> None:
    made = schedule()
    schedules.add(made)
    for _ in range(2):
        schedules.remove("W1", made.id)
    with pytest.raises(NotFound):
        schedules.get("W1", made.id)
    with pytest.raises(Conflict):
        schedules.save(made)


def test_those_that_are_due_come_first_whoever_made_them(schedules: Schedules) -> None:
    """A paused one, one that is over, and one whose time has not come are not among them."""
    at = NOW - timedelta(days=1000)
    daily = {"expression": "rate(1 day)", "swept_to": at}
    late = schedule(**daily, first=at + timedelta(hours=2), workspace_id=id_at())
    early = schedule(**daily, first=at + timedelta(hours=1), workspace_id=id_at())
    untold = schedule(**daily, first=NOW, placed=False)
    others = [
        schedule(**daily, first=at + timedelta(hours=1), paused_at=at),
        schedule(**daily, first=at + timedelta(hours=1), end=at + timedelta(minutes=1)),
        schedule(**daily, first=NOW),
    ]
    for each in (late, early, untold, *others):
        schedules.add(each)
    ids = [found.id for found in schedules.overdue(at + timedelta(hours=3), 100)]
    assert [id for id in ids if id in {each.id for each in (late, early, untold, *others)}] == [
        untold.id, early.id, late.id
    ]  # fmt: skip
    assert schedules.overdue(at + timedelta(hours=3), 1) == [untold]
    for each in (late, early, untold, *others):
        schedules.remove(each.workspace_id, each.id)


def test_a_run_is_known_once_it_is_recorded(schedules: Schedules) -> None:
    failed = run(schedule(), status=RunStatus.FAILED, failure=FAILURE, campaign_id=id_at())
    assert schedules.run("W1", failed.schedule_id, NOW) is None
    assert schedules.record(failed)
    assert schedules.run("W1", failed.schedule_id, NOW) == failed
    assert schedules.run("W2", failed.schedule_id, NOW) is None


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("MISSED", "FAILED", "FAILED"),
        ("MISSED", "LAUNCHED", "LAUNCHED"),
        ("FAILED", "LAUNCHED", "LAUNCHED"),
        ("FAILED", "FAILED", "FAILED"),
        ("FAILED", "MISSED", "FAILED"),
        ("LAUNCHED", "FAILED", "LAUNCHED"),
        ("LAUNCHED", "MISSED", "LAUNCHED"),
        ("LAUNCHED", "LAUNCHED", "LAUNCHED"),
    ],
)
def test_what_was_launched_stays_launched(schedules: Schedules, first: str, second: str, kept: str) -> None:
    of = schedule()
    runs = [
        run(of, status=RunStatus(status), failure=FAILURE.model_copy(update={"detail": status}))
        for status in (first, second)
    ]
    schedules.record(runs[0])
    changed = schedules.record(runs[1])
    found = schedules.run("W1", of.id, NOW)
    assert found
    assert found.status == kept
    assert found == runs[1 if changed else 0]


def test_of_many_who_miss_a_run_at_once_one_writes_it_down(schedules: Schedules) -> None:
    missed = run(schedule())
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(schedules.record, [missed] * 8)) == 1


def test_runs_are_listed_latest_first_in_pages(schedules: Schedules) -> None:
    of = schedule()
    runs = [run(of, minute) for minute in (10, 1, 5)]
    for each in runs:
        schedules.record(each)
    schedules.record(run(schedule(), 3))
    first = schedules.runs("W1", of.id, 2)
    second = schedules.runs("W1", of.id, 2, first.next_position)
    assert [found.scheduled_at.minute - NOW.minute for found in [*first.items, *second.items]] == [10, 5, 1]
    assert second.next_position is None


def test_runs_between_two_moments(schedules: Schedules) -> None:
    of = schedule()
    for minute in range(6):
        schedules.record(run(of, minute))
    found = schedules.recorded("W1", of.id, NOW + timedelta(minutes=1), NOW + timedelta(minutes=3))
    assert [each.scheduled_at.minute - NOW.minute for each in found] == [1, 2, 3]


def test_what_was_changed_is_not_removed_by_who_did_not_see_that(schedules: Schedules) -> None:
    made = schedule()
    schedules.add(made)
    saved = schedules.save(made.model_copy(update={"name": "Changed"}))
    assert not schedules.remove("W1", made.id, made.version)
    assert schedules.get("W1", made.id) == saved
    assert schedules.remove("W1", made.id, saved.version)
    assert not schedules.remove("W1", made.id, saved.version)
