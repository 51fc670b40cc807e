"""A schedule: a saved brief, and when to launch a campaign of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Annotated

from pydantic import StringConstraints

from .brief import Brief
from .campaign import Failure
from .ids import derived_at
from .model import Model
from .money import Money
from .occurrences import Timing, occurrences
from .review import ApprovalPolicy, ApprovalRule, Governance

GRACE = timedelta(minutes=10)
"""How long after its time a run that nobody heard of is taken as missed."""
PRECISION = timedelta(seconds=30)
"""A run is the one of an occurrence if their times are less apart than this: half of what EventBridge Scheduler keeps
to."""


class Schedule(Model):
    """Launches a campaign of `brief` as `created_by`, whenever `expression` says so in `time_zone`.

    `start` and `end` bound a cron and a rate; `first` is where a rate begins that was given no start. `paused_at` is
    None while it runs. Of every occurrence before `swept_to` it is written down what became of it. `placed` says
    whether EventBridge Scheduler knows this version; `version` counts changes.
    """

    id: str
    workspace_id: str
    created_by: str
    created_with: str | None = None
    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    brief: Brief
    playbook: str
    governance: Governance = Governance.AUTO
    phase_rules: Mapping[str, ApprovalRule] = {}
    approval_policy: ApprovalPolicy = ApprovalPolicy()
    model_budget: Money | None = None
    expression: str
    time_zone: str = "UTC"
    start: datetime | None = None
    end: datetime | None = None
    first: datetime | None = None
    created_at: datetime
    paused_at: datetime | None = None
    swept_to: datetime
    placed: bool = False
    version: int = 1

    @property
    def timing(self) -> Timing:
        """When it runs, paused or not."""
        return Timing(self.expression, self.time_zone, self.start or self.first, self.end)

    @property
    def due(self) -> datetime | None:
        """From when on it is worth a look whether all went well; None if nothing is left to look after."""
        return next(self.due_from(self.swept_to), None) if self.placed else self.swept_to

    def due_from(self, since: datetime) -> Iterator[datetime]:
        """The occurrences from `since` on that are not cut off by a pause."""
        return takewhile(self.accepts, occurrences(self.timing, since))

    def upcoming(self, now: datetime) -> Iterator[datetime]:
        """The occurrences that are still to come; none while it is paused."""
        return iter(()) if self.paused_at else occurrences(self.timing, now)

    def accepts(self, scheduled_at: datetime) -> bool:
        """Whether an occurrence counts: one that was due before a pause still does."""
        return self.paused_at is None or scheduled_at < self.paused_at

    def campaign_id(self, scheduled_at: datetime) -> str:
        """The id of the one campaign of an occurrence, however often it is delivered."""
        return derived_at(scheduled_at, self.id, "campaign")

    def request_id(self, scheduled_at: datetime) -> str:
        """The id of the request that launches it."""
        return derived_at(scheduled_at, self.id, "request")


class RunStatus(StrEnum):
    """What became of an occurrence: a campaign; a refusal or fault; nothing, as nobody heard of it."""

    LAUNCHED = "LAUNCHED"
    FAILED = "FAILED"
    MISSED = "MISSED"


class ScheduledRun(Model):
    """One occurrence of a schedule whose time has come. `campaign_id` is there once a campaign was made."""

    workspace_id: str
    schedule_id: str
    scheduled_at: datetime
    status: RunStatus
    recorded_at: datetime
    campaign_id: str | None = None
    failure: Failure | None = None
