"""Schedules: make, find, change, pause and resume them, see what became of their runs, and replay those."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from astromedia.domain.account import Caller
from astromedia.domain.brief import Brief
from astromedia.domain.campaign import Failure
from astromedia.domain.errors import AstroError, Conflict, FieldError, InvalidInput, NotFound
from astromedia.domain.ids import new_id
from astromedia.domain.occurrences import Timing, faults_of
from astromedia.domain.permission import Permission
from astromedia.domain.review import ApprovalPolicy, ApprovalRule, Governance
from astromedia.domain.schedule import RunStatus, Schedule, ScheduledRun
from astromedia.domain.timekeeping import Schedules
from astromedia.domain.versions import Versions, check_version

from .campaigns import CampaignService, check_rules, default_name
from .firing import Firing
from .paging import Cursors, Listing
from .placing import Placement
from .roles import require
from .sweeping import Sweeper

TRIES = 5


class NewSchedule(NamedTuple):
    """What to launch, and when."""

    brief: Brief
    expression: str
    name: str | None
    playbook: str
    governance: Governance
    phase_rules: Mapping[str, ApprovalRule]
    approval_policy: ApprovalPolicy
    model_budget: Decimal | None
    time_zone: str
    start: datetime | None
    end: datetime | None


@dataclass(frozen=True, kw_only=True)
class ScheduleService:
    """Over any store and scheduler. To make and change schedules is for those who may make campaigns."""

    schedules: Schedules
    placement: Placement
    sweeper: Sweeper
    firing: Firing
    campaigns: CampaignService
    cursors: Cursors

    def create(self, caller: Caller, new: NewSchedule, schedule_id: str | None = None) -> Schedule:
        """A schedule that runs from now on. InvalidInput names all that is wrong with it; Forbidden as for a campaign
        of this `model_budget`. With a `schedule_id` of one's own, the same again gives the schedule that there is."""
        self._may_change(caller, new.model_budget)
        now = self._now()
        schedule = Schedule(
            **new._replace(name=new.name or default_name(new.brief))._asdict(),
            id=schedule_id or new_id(now),
            workspace_id=caller.workspace_id,
            created_by=caller.user_id,
            created_with=caller.api_key_id,
            created_at=now,
            swept_to=now,
        )
        try:
            schedule = self._checked(schedule, now)
            self.schedules.add(schedule)
        except (InvalidInput, Conflict):
            # An earlier try may have made it, when it was still acceptable.
            if made := self._made(caller, schedule.id):
                return made
            raise
        try:
            return self.placement.place(schedule)
        except Exception:
            # Who is told that it failed asks again: there must not be two of it. What the Scheduler took all the same
            # launches nothing, as there is no such schedule here.
            self.schedules.remove(schedule.workspace_id, schedule.id)
            raise

    def _made(self, caller: Caller, schedule_id: str) -> Schedule | None:
        """What an earlier try to create it left, placed if that was not done any more."""
        try:
            made = self.get(caller, schedule_id)
        except NotFound:
            return None
        return made if made.placed else self.placement.place(made)

    def get(self, caller: Caller, schedule_id: str) -> Schedule:
        """NotFound if it is not the workspace's."""
        return self.schedules.get(caller.workspace_id, schedule_id)

    def page(self, caller: Caller, limit: int, cursor: str | None = None) -> Listing[Schedule]:
        """Newest first."""
        after = self.cursors.open(caller.workspace_id, "schedules", cursor)
        page = self.schedules.page(caller.workspace_id, limit, after)
        return Listing(page.items, self.cursors.seal(caller.workspace_id, "schedules", page.next_position))

    def change(self, caller: Caller, schedule_id: str, changes: Mapping[str, Any], wanted: Versions = None) -> Schedule:
        """Replace the fields that `changes` names, for the runs to come. NotFound; PreconditionFailed if it is of no
        `wanted` version; else as for a new one."""
        self._may_change(caller, changes.get("model_budget"))
        return self._changed(caller, schedule_id, lambda schedule, now: self._with(schedule, changes, now), wanted)

    def pause(self, caller: Caller, schedule_id: str) -> Schedule:
        """Run no more, until it is resumed. Nothing changes if it is paused already."""
        self._may_change(caller)

        def paused(schedule: Schedule, now: datetime) -> Schedule:
            return schedule.model_copy(update={"paused_at": schedule.paused_at or now})

        return self._changed(caller, schedule_id, paused)

    def resume(self, caller: Caller, schedule_id: str) -> Schedule:
        """Run again; what was due in between is not made up for. Conflict if no run is left."""
        self._may_change(caller)
        return self._changed(caller, schedule_id, self._resumed)

    def remove(self, caller: Caller, schedule_id: str, wanted: Versions = None) -> None:
        """Forget it; its campaigns stay. NotFound; PreconditionFailed if it is of no `wanted` version."""
        self._may_change(caller)
        schedule = self.get(caller, schedule_id)
        check_version(schedule.version, wanted)
        self.placement.remove(schedule, exactly=wanted is not None)

    def runs(self, caller: Caller, schedule: Schedule, limit: int, cursor: str | None = None) -> Listing[ScheduledRun]:
        """What became of each occurrence of a schedule that was just read, the latest first."""
        schedule = self.sweeper.sweep(schedule)
        of = f"runs/{schedule.id}"
        after = self.cursors.open(caller.workspace_id, of, cursor)
        page = self.schedules.runs(caller.workspace_id, schedule.id, limit, after)
        return Listing(page.items, self.cursors.seal(caller.workspace_id, of, page.next_position))

    def upcoming(self, schedule: Schedule, count: int) -> list[datetime]:
        """The next `count` occurrences."""
        return list(islice(schedule.upcoming(self._now()), count))

    def replay(self, caller: Caller, schedule_id: str, scheduled_at: datetime) -> ScheduledRun:
        """Launch the campaign of a failed or missed run, as who made the schedule. NotFound; Conflict if it was
        launched; what keeps it from being launched is raised, and written down."""
        self._may_change(caller)
        schedule = self.sweeper.sweep(self.get(caller, schedule_id))
        run = self.schedules.run(caller.workspace_id, schedule_id, scheduled_at)
        if run is None:
            raise NotFound(f"Schedule {schedule_id} has no run at {scheduled_at:%FT%TZ} that failed or was missed.")
        if run.status is RunStatus.LAUNCHED:
            raise Conflict(f"This run was launched: it is campaign {run.campaign_id}.")
        try:
            return self.firing.launch(schedule, scheduled_at)
        except AstroError as refusal:
            failure = Failure(error=type(refusal).__name__, detail=refusal.detail)
            self.firing.fail(schedule, scheduled_at, failure)
            raise

    def _changed(
        self,
        caller: Caller,
        schedule_id: str,
        change: Callable[[Schedule, datetime], Schedule],
        wanted: Versions = None,
    ) -> Schedule:
        """What was missed before the change is written down first: afterwards nobody could tell."""
        for _ in range(TRIES):
            before, now = self.get(caller, schedule_id), self._now()
            check_version(before.version, wanted)
            after = change(before, now)
            if after == before:
                return before
            settled = self.sweeper.swept(before, now)
            after = after.model_copy(update={"placed": False, "swept_to": settled.swept_to})
            try:
                saved = self.schedules.save(after)
            except Conflict:
                continue
            return self._placed(saved, before)
        raise Conflict(f"Schedule {schedule_id} is being changed by others; try again.")

    def _placed(self, saved: Schedule, before: Schedule) -> Schedule:
        try:
            return self.placement.place(saved)
        except InvalidInput:  # what the Scheduler does not take is not kept either
            self.placement.place(self.schedules.save(before.model_copy(update={"version": saved.version})))
            raise

    def _with(self, schedule: Schedule, changes: Mapping[str, Any], now: datetime) -> Schedule:
        changed = schedule.model_copy(update=dict(changes))
        return changed if changed == schedule else self._checked(changed, now)

    def _resumed(self, schedule: Schedule, now: datetime) -> Schedule:
        if schedule.paused_at is None:
            return schedule
        resumed = schedule.model_copy(update={"paused_at": None})
        if next(resumed.upcoming(now), None) is None:
            raise Conflict("Nothing of this schedule is left to run; give it another expression or end.")
        return resumed

    def _checked(self, schedule: Schedule, now: datetime) -> Schedule:
        """The schedule with the first occurrence of a rate that has none. InvalidInput."""
        timing = Timing(schedule.expression, schedule.time_zone, schedule.start, schedule.end)
        first = whole_minute(now) if timing.rated and not schedule.start else None
        faults = [*self._playbook_faults(schedule), *faults_of(timing._replace(start=timing.start or first), now)]
        if faults:
            raise InvalidInput("The schedule is not acceptable.", faults)
        return schedule.model_copy(update={"first": first})

    def _playbook_faults(self, schedule: Schedule) -> Sequence[FieldError]:
        try:
            playbook, _ = self.campaigns.playbooks(schedule.workspace_id, schedule.playbook)
            check_rules(schedule.phase_rules, [phase.name for phase in playbook.phases])
        except InvalidInput as refusal:
            return refusal.errors
        return ()

    def _may_change(self, caller: Caller, model_budget: Decimal | None = None) -> None:
        require(caller, Permission.SCHEDULES_WRITE, "change schedules")
        if model_budget is not None:
            self.campaigns.budgets.may_cap(caller, model_budget)

    def _now(self) -> datetime:
        return self.sweeper.clock()


def whole_minute(now: datetime) -> datetime:
    """The minute that begins next: EventBridge Scheduler keeps time to the minute."""
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1)
