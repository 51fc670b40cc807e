"""What schedules need of the outside, as Protocols: where they are kept, and what keeps the time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from .ports import Page
from .schedule import Schedule, ScheduledRun


class Schedules(Protocol):
    """Schedules, and what became of their occurrences."""

    def add(self, schedule: Schedule) -> None:
        """Store a new one. Conflict if there is one of its id."""

    def get(self, workspace_id: str, schedule_id: str) -> Schedule:
        """NotFound if it is not in this workspace."""

    def page(self, workspace_id: str, limit: int, after: str | None = None) -> Page[Schedule]:
        """Newest first."""

    def save(self, schedule: Schedule) -> Schedule:
        """Store a change and return it with its new version. Conflict if it was changed, or removed, meanwhile."""

    def remove(self, workspace_id: str, schedule_id: str, version: int | None = None) -> bool:
        """Forget it; no change if there is none. What was written down of its runs expires by itself.

        With a `version`: False, and no change, if it is not of this version (any more).
        """

    def overdue(self, before: datetime, limit: int) -> Sequence[Schedule]:
        """Those of all workspaces with `due < before`, in that order."""

    def record(self, run: ScheduledRun) -> bool:
        """Write down what became of an occurrence.

        False, and no change, if it is known that it was launched already, or, for a missed one, if anything is known.
        """

    def run(self, workspace_id: str, schedule_id: str, scheduled_at: datetime) -> ScheduledRun | None:
        """What is known of one occurrence."""

    def runs(self, workspace_id: str, schedule_id: str, limit: int, after: str | None = None) -> Page[ScheduledRun]:
        """What is known of all, the latest occurrence first."""

    def recorded(self, workspace_id: str, schedule_id: str, start: datetime, end: datetime) -> Sequence[ScheduledRun]:
        """What is known of the occurrences with start <= scheduled_at <= end, in order."""


class Scheduler(Protocol):
    """What keeps the time (EventBridge Scheduler): delivers each occurrence of a schedule, at least once."""

    def place(self, schedule: Schedule, start: datetime | None) -> None:
        """Make it, or bring it up to date; it runs from `start` on, if that is given.

        InvalidInput if the Scheduler does not take its expression.
        """

    def remove(self, schedule_id: str) -> None:
        """Deliver nothing of it any more; no change if there is none."""
