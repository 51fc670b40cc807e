"""Schedules as messages. Every instant is UTC; an expression is read on the wall clock of its time zone."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, model_validator

from astromedia.domain.brief import Brief, trimmed
from astromedia.domain.money import Money
from astromedia.domain.review import ApprovalPolicy, ApprovalRule, Governance
from astromedia.domain.schedule import RunStatus, Schedule

from .base import Answer
from .campaigns import CampaignChange, FailureAnswer, NewCampaign

Expression = Annotated[str, StringConstraints(min_length=1, max_length=256), AfterValidator(trimmed)]
ZoneName = Annotated[str, StringConstraints(min_length=1, max_length=64)]
PlaybookName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
YEARS = {"ge": datetime(1970, 1, 2, tzinfo=UTC), "lt": datetime(2199, 12, 31, tzinfo=UTC)}
Instant = Annotated[AwareDatetime, Field(**YEARS), AfterValidator(lambda at: at.astimezone(UTC).replace(microsecond=0))]
"""A moment with its offset from UTC, to the second."""


class NewSchedule(NewCampaign):
    """Campaigns to launch, and when; the rest is as for one campaign.

    `expression` is at(...), rate(...) or cron(...) as EventBridge Scheduler writes them, on the wall clock of
    `time_zone`; `start` and `end` bound a rate and a cron.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = NewCampaign.EXAMPLE | {
        "name": "Every weekday",
        "expression": "cron(0 9 ? * MON-FRI *)",
        "time_zone": "Asia/Tokyo",
        "start": None,
        "end": "2027-12-31T00:00:00Z",
    }

    expression: Expression
    time_zone: ZoneName = "UTC"
    start: Instant | None = None
    end: Instant | None = None


class ScheduleChanges(CampaignChange):
    """What is to be different from now on; a field that is left out stays as it is."""

    EXAMPLE: ClassVar[dict[str, Any]] = NewSchedule.EXAMPLE | {"expression": "cron(30 8 ? * MON-FRI *)", "end": None}
    EMPTIED: ClassVar = frozenset({"start", "end", "model_budget"})

    expression: Expression | None = None
    time_zone: ZoneName | None = None
    start: Instant | None = None
    end: Instant | None = None
    playbook: PlaybookName | None = None

    @model_validator(mode="after")
    def _says_what_it_needs(self) -> Self:
        for name in sorted(self.model_fields_set - self.EMPTIED):
            if getattr(self, name) is None:
                raise ValueError(f"{name}: cannot be null; leave it out to keep it")
        return self

    def given(self) -> Mapping[str, Any]:
        """The fields that the request names, null ones too."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class ScheduleAnswer(Answer):
    """A schedule as it is now. `next_run` is null while it is paused, and when nothing is left to run."""

    EXAMPLE: ClassVar[dict[str, Any]] = NewSchedule.EXAMPLE | {
        "id": "01KJPY44E0CGSBHRRNH1AV3MK6",
        "state": "ENABLED",
        "next_run": "2026-03-03T00:00:00Z",
        "created_by": "01KJPY44E0MY6CJ3Z0DK6ZT1H7",
        "created_with": None,
        "created_at": "2026-03-02T09:30:00Z",
        "paused_at": None,
        "version": 2,
    }

    id: str
    name: str
    expression: str
    time_zone: str
    start: datetime | None
    end: datetime | None
    playbook: str
    governance: Governance
    phase_rules: Mapping[str, ApprovalRule]
    approval_policy: ApprovalPolicy
    model_budget: Money | None
    brief: Brief
    state: Literal["ENABLED", "DISABLED"]
    next_run: datetime | None
    created_by: str
    created_with: str | None
    created_at: datetime
    paused_at: datetime | None
    version: int

    @classmethod
    def of(cls, schedule: Schedule, now: datetime) -> Self:
        """The answer that tells `schedule` at the moment `now`."""
        shown = {name: getattr(schedule, name) for name in cls.model_fields if name in type(schedule).model_fields}
        state = "DISABLED" if schedule.paused_at else "ENABLED"
        return cls(**shown, state=state, next_run=next(schedule.upcoming(now), None))


class ScheduledRunAnswer(Answer):
    """One occurrence whose time has come: LAUNCHED, FAILED for a reason, or MISSED as nobody heard of it."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "scheduled_at": "2026-03-02T00:00:00Z",
        "status": "FAILED",
        "recorded_at": "2026-03-02T00:00:01Z",
        "campaign_id": "01KJPY44E0CGSBHRRNH1AV3MK6",
        "failure": {"error": "BudgetExceeded", "detail": "The budget workspace/2026-03 has $0.10 left of $50.00."},
    }

    scheduled_at: datetime
    status: RunStatus
    recorded_at: datetime
    campaign_id: str | None
    failure: FailureAnswer | None


class ScheduledRuns(Answer):
    """What became of the occurrences so far, the latest first, and when the next ones are."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "items": [ScheduledRunAnswer.EXAMPLE],
        "next_cursor": None,
        "upcoming": ["2026-03-03T00:00:00Z"],
    }

    items: list[ScheduledRunAnswer]
    next_cursor: str | None
    upcoming: list[datetime]
