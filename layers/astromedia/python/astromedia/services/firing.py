"""What a schedule's time leads to: one campaign, launched once, however often the occurrence is delivered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from astromedia.domain.account import Caller
from astromedia.domain.campaign import Campaign, CampaignStatus, Failure
from astromedia.domain.errors import AstroError, Conflict, Forbidden, NotFound
from astromedia.domain.event import EventType
from astromedia.domain.permission import Permission
from astromedia.domain.ports import Accounts, Bus, Clock
from astromedia.domain.schedule import RunStatus, Schedule, ScheduledRun
from astromedia.domain.timekeeping import Schedules
from astromedia.kit.metrics import SCHEDULE_LAG, SCHEDULED_RUNS
from astromedia.kit.observability import LOG, bind, bound, meter

from .campaigns import CampaignService, Governed
from .roles import require

TRIES = 5


@dataclass(frozen=True, kw_only=True)
class Firing:
    """Over any store; `forget` makes the Scheduler deliver nothing more of a schedule's id."""

    schedules: Schedules
    campaigns: CampaignService
    accounts: Accounts
    forget: Callable[[str], None]
    bus: Bus
    clock: Clock

    def fire(self, workspace_id: str, schedule_id: str, scheduled_at: datetime) -> ScheduledRun | None:
        """Launch the campaign of one occurrence, as who made the schedule; what became of it.

        None, and nothing is launched, if the schedule is not there any more or was paused before. A refusal (such as
        a budget that is used up) makes the run a failed one; any other fault is raised, for another try.
        """
        schedule = self._schedule(workspace_id, schedule_id)
        if schedule is None or not schedule.accepts(scheduled_at):
            place = {"workspace_id": workspace_id, "schedule_id": schedule_id}
            LOG.info("occurrence of a schedule that is removed or paused", extra=place)
            return None
        made = schedule.campaign_id(scheduled_at)
        bind(workspace_id=workspace_id, request_id=schedule.request_id(scheduled_at), campaign_id=made)
        known = self.schedules.run(workspace_id, schedule_id, scheduled_at)
        if known and known.status is not RunStatus.MISSED:
            return known
        try:
            return self.launch(schedule, scheduled_at)
        except AstroError as refusal:
            if refusal.status >= 500 or isinstance(refusal, Conflict):
                raise
            return self.fail(schedule, scheduled_at, Failure(error=type(refusal).__name__, detail=refusal.detail))

    def launch(self, schedule: Schedule, scheduled_at: datetime) -> ScheduledRun:
        """Make and launch the one campaign of an occurrence, or whatever of that is still to be done.

        Forbidden if who made the schedule may not do that any more; else as creating and launching a campaign.
        """
        campaign = self._launched(self._maker(schedule, scheduled_at), schedule, scheduled_at)
        run = self._run(schedule, scheduled_at, RunStatus.LAUNCHED, campaign_id=campaign.id)
        self._record(run)
        meter(SCHEDULE_LAG, (self.clock() - scheduled_at).total_seconds())
        return run

    def give_up(
        self, workspace_id: str, schedule_id: str, scheduled_at: datetime, failure: Failure
    ) -> ScheduledRun | None:
        """An occurrence that was delivered in vain, for good; what became of it. None if the schedule is removed."""
        schedule = self._schedule(workspace_id, schedule_id)
        if schedule is None:
            return None
        with bound(request_id=schedule.request_id(scheduled_at), workspace_id=workspace_id):
            LOG.warning("occurrence given up", extra={"schedule_id": schedule_id, "error": failure.error})
            return self.fail(schedule, scheduled_at, failure)

    def fail(self, schedule: Schedule, scheduled_at: datetime, failure: Failure) -> ScheduledRun:
        """Write down a failed run, unless its campaign was launched all the same, and tell of it."""
        campaign = self._campaign(schedule, scheduled_at)
        if campaign and campaign.status is not CampaignStatus.DRAFT:
            run = self._run(schedule, scheduled_at, RunStatus.LAUNCHED, campaign_id=campaign.id)
        else:
            made = campaign.id if campaign else None
            run = self._run(schedule, scheduled_at, RunStatus.FAILED, campaign_id=made, failure=failure)
            # Told before it is written down: what a bus loses, the next delivery tells.
            self.bus.publish(EventType.SCHEDULE_RUN_FAILED, _detail(schedule, run))
        self._record(run)
        return run

    def _record(self, run: ScheduledRun) -> None:
        self.schedules.record(run)
        meter(SCHEDULED_RUNS, status=run.status.value)

    def _schedule(self, workspace_id: str, schedule_id: str) -> Schedule | None:
        try:
            return self.schedules.get(workspace_id, schedule_id)
        except NotFound:
            self.forget(schedule_id)
            return None

    def _maker(self, schedule: Schedule, scheduled_at: datetime) -> Caller:
        member = self.accounts.member(schedule.workspace_id, schedule.created_by)
        if member is None:
            raise Forbidden(f"The user {schedule.created_by} who made this schedule has left the workspace.")
        caller = Caller(
            user_id=member.user_id,
            workspace_id=member.workspace_id,
            role=member.role,
            request_id=schedule.request_id(scheduled_at),
            api_key_id=schedule.created_with,
        )
        require(caller, Permission.CAMPAIGNS_WRITE, "launch campaigns by a schedule")
        return caller

    def _launched(self, caller: Caller, schedule: Schedule, scheduled_at: datetime) -> Campaign:
        """Of those who do this at once one launches it, and the others find it launched."""
        for _ in range(TRIES):
            campaign = self._campaign(schedule, scheduled_at)
            if campaign and campaign.status is not CampaignStatus.DRAFT:
                return campaign
            try:
                made = campaign or self._create(caller, schedule, scheduled_at)
                self.campaigns.launch(caller, made.id)
            except Conflict:
                continue
        raise Conflict(f"The campaign of schedule {schedule.id} at {scheduled_at:%FT%TZ} is being launched by others.")

    def _campaign(self, schedule: Schedule, scheduled_at: datetime) -> Campaign | None:
        try:
            return self.campaigns.campaigns.get(schedule.workspace_id, schedule.campaign_id(scheduled_at))
        except NotFound:
            return None

    def _create(self, caller: Caller, schedule: Schedule, scheduled_at: datetime) -> Campaign:
        return self.campaigns.create(
            caller,
            schedule.brief,
            schedule.name,
            schedule.playbook,
            schedule.model_budget,
            Governed(schedule.governance, schedule.phase_rules, schedule.approval_policy),
            campaign_id=schedule.campaign_id(scheduled_at),
        )

    def _run(
        self,
        schedule: Schedule,
        scheduled_at: datetime,
        status: RunStatus,
        campaign_id: str | None = None,
        failure: Failure | None = None,
    ) -> ScheduledRun:
        return ScheduledRun(
            workspace_id=schedule.workspace_id,
            schedule_id=schedule.id,
            scheduled_at=scheduled_at,
            status=status,
            recorded_at=self.clock(),
            campaign_id=campaign_id,
            failure=failure,
        )


def _detail(schedule: Schedule, run: ScheduledRun) -> dict[str, str | None]:
    failure = run.failure or Failure(error="", detail="")
    return {
        "workspace_id": run.workspace_id,
        "schedule_id": run.schedule_id,
        "scheduled_at": run.scheduled_at.isoformat(),
        "campaign_id": run.campaign_id,
        "error": failure.error,
        "detail": failure.detail,
        "request_id": schedule.request_id(run.scheduled_at),
    }
