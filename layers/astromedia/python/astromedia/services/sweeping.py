"""Occurrences of schedules that nobody heard of: they are written down as missed, and told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile

from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.event import EventType
from astromedia.domain.ports import Bus, Clock
from astromedia.domain.schedule import GRACE, PRECISION, RunStatus, Schedule, ScheduledRun
from astromedia.domain.timekeeping import Schedules
from astromedia.kit.metrics import SCHEDULED_RUNS
from astromedia.kit.observability import LOG, meter

from .placing import Placement

MOST_AT_ONCE = 200
MOST_OF_ONE = 500
"""More is left for the next sweep: one stays well within its Lambda's time."""
TICK = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Sweeper:
    """Looks after the schedules of all workspaces."""

    schedules: Schedules
    placement: Placement
    bus: Bus
    clock: Clock

    def run(self) -> int:
        """Look after each schedule that is due for it; how many were. One that fails is logged and left for the next
        run."""
        due = self.schedules.overdue(self.clock() - GRACE, MOST_AT_ONCE)
        return sum(self._looked_after(schedule) for schedule in due)

    def sweep(self, schedule: Schedule) -> Schedule:
        """Write down what was missed up to GRACE ago, and return the schedule as it is now."""
        until = self.clock() - GRACE
        if not (schedule.due and schedule.due < until):
            return schedule
        try:
            return self.schedules.save(self.swept(schedule, until))
        except Conflict:  # somebody else sweeps or changes it: that is as good
            return self.schedules.get(schedule.workspace_id, schedule.id)

    def swept(self, schedule: Schedule, until: datetime) -> Schedule:
        """Write down what was missed before `until`, and return the schedule as it is to be saved."""
        due = list(islice(takewhile(lambda at: at < until, schedule.due_from(schedule.swept_to)), MOST_OF_ONE))
        for missed in self._missed(schedule, due):
            self._record(schedule, missed)
        swept_to = due[-1] + TICK if len(due) == MOST_OF_ONE else max(until, schedule.swept_to)
        return schedule.model_copy(update={"swept_to": swept_to})

    def _looked_after(self, schedule: Schedule) -> bool:
        try:
            swept = self.sweep(schedule)
            if not swept.placed:
                self.placement.place(swept)
        except NotFound:
            return False  # removed meanwhile
        except Exception:
            place = {"workspace_id": schedule.workspace_id, "schedule_id": schedule.id}
            LOG.exception("schedule not swept", extra=place)
            return False
        return True

    def _missed(self, schedule: Schedule, due: list[datetime]) -> Iterator[datetime]:
        if not due:
            return
        start, end = due[0] - PRECISION, due[-1] + PRECISION
        known = [run.scheduled_at for run in self.schedules.recorded(schedule.workspace_id, schedule.id, start, end)]
        yield from (at for at in due if not any(abs(at - run) < PRECISION for run in known))

    def _record(self, schedule: Schedule, missed: datetime) -> None:
        """Told before it is written down: what a bus loses, the next sweep tells."""
        detail = {
            "workspace_id": schedule.workspace_id,
            "schedule_id": schedule.id,
            "scheduled_at": missed.isoformat(),
            "request_id": schedule.request_id(missed),
        }
        self.bus.publish(EventType.SCHEDULE_RUN_MISSED, detail)
        self.schedules.record(
            ScheduledRun(
                workspace_id=schedule.workspace_id,
                schedule_id=schedule.id,
                scheduled_at=missed,
                status=RunStatus.MISSED,
                recorded_at=self.clock(),
            )
        )
        meter(SCHEDULED_RUNS, status=RunStatus.MISSED.value)
