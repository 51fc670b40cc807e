"""Schedules in memory, and a scheduler that only remembers."""

from collections.abc import Sequence
from datetime import datetime
from threading import Lock

from astromedia.domain.errors import Conflict, FieldError, InvalidInput, NotFound
from astromedia.domain.ports import Page
from astromedia.domain.schedule import RunStatus, Schedule, ScheduledRun

from .paging import cut


class FakeSchedules:
    """Implements timekeeping.Schedules."""

    def __init__(self) -> None:
        self._schedules: dict[tuple[str, str], Schedule] = {}
        self._runs: dict[tuple[str, str, datetime], ScheduledRun] = {}
        self._lock = Lock()

    def add(self, schedule: Schedule) -> None:
        if self._schedules.setdefault((schedule.workspace_id, schedule.id), schedule) is not schedule:
            raise Conflict(f"There is a schedule {schedule.id} already.")

    def get(self, workspace_id: str, schedule_id: str) -> Schedule:
        found = self._schedules.get((workspace_id, schedule_id))
        if found is None:
            raise NotFound(f"There is no schedule {schedule_id}.")
        return found

    def page(self, workspace_id: str, limit: int, after: str | None = None) -> Page[Schedule]:
        mine = [schedule for (owner, _), schedule in self._schedules.items() if owner == workspace_id]
        return cut(sorted(mine, key=lambda s: s.id, reverse=True), lambda s: s.id, limit, after)

    def save(self, schedule: Schedule) -> Schedule:
        key = schedule.workspace_id, schedule.id
        with self._lock:
            current = self._schedules.get(key)
            if current is None or current.version != schedule.version:
                raise Conflict(f"Schedule {schedule.id} was changed meanwhile; read it again.")
            self._schedules[key] = schedule.model_copy(update={"version": schedule.version + 1})
            return self._schedules[key]

    def remove(self, workspace_id: str, schedule_id: str, version: int | None = None) -> bool:
        with self._lock:
            known = self._schedules.get((workspace_id, schedule_id))
            if version is not None and (known is None or known.version != version):
                return False
            self._schedules.pop((workspace_id, schedule_id), None)
            return True

    def overdue(self, before: datetime, limit: int) -> Sequence[Schedule]:
        due = [(at, schedule.id, schedule) for schedule in self._schedules.values() if (at := schedule.due)]
        return [schedule for at, _, schedule in sorted(due) if at < before][:limit]

    def record(self, run: ScheduledRun) -> bool:
        key = run.workspace_id, run.schedule_id, run.scheduled_at
        with self._lock:
            known = self._runs.get(key)
            if known and (run.status is RunStatus.MISSED or known.status is RunStatus.LAUNCHED):
                return False
            self._runs[key] = run
            return True

    def run(self, workspace_id: str, schedule_id: str, scheduled_at: datetime) -> ScheduledRun | None:
        return self._runs.get((workspace_id, schedule_id, scheduled_at))

    def runs(self, workspace_id: str, schedule_id: str, limit: int, after: str | None = None) -> Page[ScheduledRun]:
        found = sorted(self._of(workspace_id, schedule_id), key=lambda run: run.scheduled_at, reverse=True)
        return cut(found, lambda run: run.scheduled_at.isoformat(), limit, after)

    def recorded(self, workspace_id: str, schedule_id: str, start: datetime, end: datetime) -> Sequence[ScheduledRun]:
        found = [run for run in self._of(workspace_id, schedule_id) if start <= run.scheduled_at <= end]
        return sorted(found, key=lambda run: run.scheduled_at)

    def _of(self, workspace_id: str, schedule_id: str) -> list[ScheduledRun]:
        return [run for (*of, _), run in self._runs.items() if of == [workspace_id, schedule_id]]


class FakeScheduler:
    """Implements timekeeping.Scheduler: what it was told last, by id.

    Set `fault` to an error to have it raised, `refused` to an expression that it does not take.
    """

    def __init__(self) -> None:
        self.placed: dict[str, tuple[Schedule, datetime | None]] = {}
        self.fault: Exception | None = None
        self.refused = ""

    def place(self, schedule: Schedule, start: datetime | None) -> None:
        if self.fault:
            raise self.fault
        if schedule.expression == self.refused:
            raise InvalidInput("It is not taken.", [FieldError("expression", "is not taken")])
        self.placed[schedule.id] = (schedule, start)

    def remove(self, schedule_id: str) -> None:
        self.placed.pop(schedule_id, None)
