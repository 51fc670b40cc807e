"""Schedules, over HTTP."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from .answers import parsed
from .models import Answer, Failure
from .transport import Transport

PATH = "/v1/schedules"


class Schedule(Answer):
    """Launches a campaign of its brief whenever `expression` says so in `time_zone`. `state`: ENABLED or DISABLED."""

    id: str
    name: str
    expression: str
    time_zone: str = "UTC"
    start: datetime | None = None
    end: datetime | None = None
    playbook: str = ""
    governance: str = ""
    model_budget: Decimal | None = None
    state: str = ""
    next_run: datetime | None = None


class ScheduledRun(Answer):
    """One occurrence whose time has come. `status`: LAUNCHED, FAILED for a reason, or MISSED."""

    scheduled_at: datetime
    status: str
    campaign_id: str | None = None
    failure: Failure | None = None


class _Upcoming(Answer):
    upcoming: tuple[datetime, ...] = ()


class Schedules:
    """The workspace's schedules, and what became of their runs."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(self, content: Mapping[str, Any]) -> Schedule:
        """A new schedule: `brief`, `expression`, and what else docs/schedules.md names. ApiProblem 422 by field."""
        return parsed(Schedule, self._transport.post(PATH, content))

    def list(self) -> Iterator[Schedule]:
        """All of them, newest first."""
        return self._transport.items(PATH, Schedule)

    def get(self, schedule_id: str) -> Schedule:
        """A schedule as it is now."""
        return parsed(Schedule, self._transport.get(_path(schedule_id)))

    def change(self, schedule_id: str, **changes: Any) -> Schedule:
        """Replace the fields that are given, for the runs to come."""
        return parsed(Schedule, self._transport.patch(_path(schedule_id), changes))

    def pause(self, schedule_id: str) -> Schedule:
        """Launch nothing until it is resumed."""
        return parsed(Schedule, self._transport.post(_path(schedule_id, "pause")))

    def resume(self, schedule_id: str) -> Schedule:
        """Launch by it again; ApiProblem 409 if nothing is left to run."""
        return parsed(Schedule, self._transport.post(_path(schedule_id, "resume")))

    def delete(self, schedule_id: str) -> None:
        """Launch nothing more by it. The campaigns that it launched stay."""
        self._transport.delete(_path(schedule_id))

    def runs(self, schedule_id: str) -> Iterator[ScheduledRun]:
        """What became of each occurrence, the latest first."""
        return self._transport.items(_path(schedule_id, "runs"), ScheduledRun, {"upcoming": 0})

    def upcoming(self, schedule_id: str, count: int = 5) -> tuple[datetime, ...]:
        """When its next `count` (at most 100) runs are, UTC."""
        asked = {"limit": 1, "upcoming": count}
        return parsed(_Upcoming, self._transport.get(_path(schedule_id, "runs"), asked)).upcoming

    def replay(self, schedule_id: str, scheduled_at: str) -> ScheduledRun:
        """Launch the campaign of a run that failed or was missed; ApiProblem 409 if it was launched."""
        path = _path(schedule_id, "runs", quote(scheduled_at, safe=""), "replay")
        return parsed(ScheduledRun, self._transport.post(path))


def _path(schedule_id: str, *rest: str) -> str:
    return "/".join([PATH, quote(schedule_id, safe=""), *rest])
