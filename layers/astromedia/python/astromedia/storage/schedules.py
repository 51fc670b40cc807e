"""Schedules: a row each in their workspace's partition; what became of their occurrences in one of their own."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pynamodb.expressions.condition import Condition

from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.ports import Page
from astromedia.domain.schedule import RunStatus, Schedule, ScheduledRun

from . import keys
from .contention import added, removed, saved
from .rows import Row, row_at, table

KEPT = timedelta(days=400)
"""How long it is known what became of an occurrence."""


class DynamoSchedules:
    """Implements timekeeping.Schedules on the campaigns table."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def add(self, schedule: Schedule) -> None:
        if not added(self._of_schedule(schedule)):
            raise Conflict(f"There is a schedule {schedule.id} already.")

    def get(self, workspace_id: str, schedule_id: str) -> Schedule:
        row = row_at(self._rows, keys.schedules_of(workspace_id), schedule_id)
        if row is None:
            raise NotFound(f"There is no schedule {schedule_id}.")
        return row.read(Schedule)

    def page(self, workspace_id: str, limit: int, after: str | None = None) -> Page[Schedule]:
        earlier = Row.sk < after if after else None
        found = self._latest(keys.schedules_of(workspace_id), earlier, limit + 1)
        items = [row.read(Schedule) for row in found[:limit]]
        return Page(items, items[-1].id if len(found) > limit else None)

    def save(self, schedule: Schedule) -> Schedule:
        changed = schedule.model_copy(update={"version": schedule.version + 1})
        if not saved(self._of_schedule(changed), Row.version == schedule.version):
            raise Conflict(f"Schedule {schedule.id} was changed meanwhile; read it again.")
        return changed

    def remove(self, workspace_id: str, schedule_id: str, version: int | None = None) -> bool:
        row = self._rows(keys.schedules_of(workspace_id), schedule_id)
        if version is None:
            row.delete()
            return True
        return removed(row, Row.version == version)

    def overdue(self, before: datetime, limit: int) -> Sequence[Schedule]:
        found = self._rows.listing.query(keys.SCHEDULES, Row.gsi1sk < keys.moment(before), limit=limit)
        return [row.read(Schedule) for row in found]

    def record(self, run: ScheduledRun) -> bool:
        unknown = Row.pk.does_not_exist()
        free = unknown if run.status is RunStatus.MISSED else unknown | (Row.status != RunStatus.LAUNCHED.value)
        return saved(self._of_run(run), free)

    def run(self, workspace_id: str, schedule_id: str, scheduled_at: datetime) -> ScheduledRun | None:
        pk = keys.runs_of(workspace_id, schedule_id)
        row = row_at(self._rows, pk, keys.moment(scheduled_at))
        return row.read(ScheduledRun) if row else None

    def runs(self, workspace_id: str, schedule_id: str, limit: int, after: str | None = None) -> Page[ScheduledRun]:
        earlier = Row.sk < after if after else None
        found = self._latest(keys.runs_of(workspace_id, schedule_id), earlier, limit + 1)
        items = [row.read(ScheduledRun) for row in found[:limit]]
        return Page(items, found[limit - 1].sk if len(found) > limit else None)

    def recorded(self, workspace_id: str, schedule_id: str, start: datetime, end: datetime) -> Sequence[ScheduledRun]:
        between = Row.sk.between(keys.moment(start), keys.moment(end))
        found = self._rows.query(keys.runs_of(workspace_id, schedule_id), between, consistent_read=True)
        return [row.read(ScheduledRun) for row in found]

    def _latest(self, pk: str, earlier: Condition | None, limit: int) -> list[Row]:
        return list(self._rows.query(pk, earlier, scan_index_forward=False, limit=limit, consistent_read=True))

    def _of_schedule(self, schedule: Schedule) -> Row:
        due = schedule.due
        return self._rows(
            keys.schedules_of(schedule.workspace_id),
            schedule.id,
            gsi1pk=keys.SCHEDULES if due else None,
            gsi1sk=f"{keys.moment(due)}#{schedule.id}" if due else None,
            version=schedule.version,
            document=schedule.model_dump_json(),
        )

    def _of_run(self, run: ScheduledRun) -> Row:
        return self._rows(
            keys.runs_of(run.workspace_id, run.schedule_id),
            keys.moment(run.scheduled_at),
            status=run.status.value,
            ttl=int((max(run.scheduled_at, run.recorded_at) + KEPT).timestamp()),
            document=run.model_dump_json(),
        )
