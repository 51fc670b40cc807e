"""Telling the Scheduler what a schedule says now. What was changed and not told is told by the sweep."""

from dataclasses import dataclass
from datetime import datetime

from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.occurrences import Timing, occurrences
from astromedia.domain.ports import Clock
from astromedia.domain.schedule import Schedule
from astromedia.domain.timekeeping import Scheduler, Schedules
from astromedia.domain.versions import PreconditionFailed

TRIES = 5


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Over any store and scheduler."""

    schedules: Schedules
    scheduler: Scheduler
    clock: Clock

    def place(self, schedule: Schedule) -> Schedule:
        """Tell the Scheduler of `schedule`, and note that it knows. InvalidInput if it does not take it.

        If it is changed by somebody else meanwhile, their version is told as well, so that the latest is told last.
        """
        for _ in range(TRIES):
            self._tell(schedule)
            try:
                return self.schedules.save(schedule.model_copy(update={"placed": True}))
            except Conflict:
                schedule = self._now(schedule)
        raise Conflict(f"Schedule {schedule.id} is being changed by others; try again.")

    def remove(self, schedule: Schedule, *, exactly: bool = False) -> None:
        """Forget it, here first: what is still delivered of a schedule that is not here any more launches nothing.

        `exactly`: PreconditionFailed if it was changed meanwhile.
        """
        version = schedule.version if exactly else None
        if not self.schedules.remove(schedule.workspace_id, schedule.id, version):
            raise PreconditionFailed
        self.scheduler.remove(schedule.id)

    def _tell(self, schedule: Schedule) -> None:
        now = self.clock()
        coming = next(occurrences(schedule.timing, now), None)
        if coming is None:
            self.scheduler.remove(schedule.id)
        else:
            self.scheduler.place(schedule, start_of(schedule.timing, coming, now))

    def _now(self, schedule: Schedule) -> Schedule:
        try:
            return self.schedules.get(schedule.workspace_id, schedule.id)
        except NotFound:
            self.scheduler.remove(schedule.id)
            raise


def start_of(timing: Timing, coming: datetime, now: datetime) -> datetime | None:
    """What to tell the Scheduler as the start, if anything.

    It takes none that is more than 5 minutes ago, and counts a rate from there: that goes on with what is `coming`.
    """
    if timing.rated:
        return coming
    return timing.start if timing.start and timing.start > now else None
