"""Schedules: campaigns that launch by the clock."""

from typing import Annotated

from fastapi import Path, Query, Response

from astromedia.domain.schedule import ScheduledRun
from astromedia.services import schedules

from ..dependencies import Cursor, Known, Limit, MadeId, UseCases
from ..entity_tags import IfMatch
from ..messages.base import Id, Page
from ..messages.schedules import (
    Instant,
    NewSchedule,
    ScheduleAnswer,
    ScheduleChanges,
    ScheduledRunAnswer,
    ScheduledRuns,
)
from ..problems import BODY, problems
from ..routing import Noun

router = Noun("/v1/schedules", tag="schedules")
ScheduleId = Annotated[Id, Path(description="The schedule's id.")]
Upcoming = Annotated[int, Query(ge=0, le=100, description="How many occurrences that are still to come are told.")]
ScheduledAt = Annotated[Instant, Path(description="`scheduled_at` of the run.", examples=["2027-03-01T00:00:00Z"])]


@router.post("", status_code=201, summary="Create a schedule", responses=problems(401, 403, *BODY))
async def create(use: UseCases, who: Known, made: MadeId, body: NewSchedule, response: Response) -> ScheduleAnswer:
    """Launch a campaign of this brief at a time, at a rate, or by a cron expression, as the caller.

    403 for viewers, and if its `model_budget` is more than the plan gives a campaign, but for owners and admins.
    """
    facts = schedules.NewSchedule(**{name: getattr(body, name) for name in schedules.NewSchedule._fields})
    schedule = use.schedules.create(who, facts, made)
    response.headers["Location"] = f"/v1/schedules/{schedule.id}"
    return ScheduleAnswer.of(schedule, use.clock())


@router.get("", summary="List schedules", responses=problems(401, 422))
async def listing(use: UseCases, who: Known, limit: Limit = 20, cursor: Cursor = None) -> Page[ScheduleAnswer]:
    """The workspace's schedules, newest first."""
    page = use.schedules.page(who, limit, cursor)
    items = [ScheduleAnswer.of(schedule, use.clock()) for schedule in page.items]
    return Page[ScheduleAnswer](items=items, next_cursor=page.next_cursor)


@router.get("/{schedule_id}", summary="Read a schedule", responses=problems(401, 404, 422))
async def read(use: UseCases, who: Known, schedule_id: ScheduleId) -> ScheduleAnswer:
    """The schedule as it is now."""
    return ScheduleAnswer.of(use.schedules.get(who, schedule_id), use.clock())


@router.patch("/{schedule_id}", summary="Change a schedule", responses=problems(401, 403, 404, 409, *BODY))
async def change(
    use: UseCases, who: Known, schedule_id: ScheduleId, body: ScheduleChanges, wanted: IfMatch
) -> ScheduleAnswer:
    """Replace the fields that are sent, for the runs to come."""
    return ScheduleAnswer.of(use.schedules.change(who, schedule_id, body.given(), wanted), use.clock())


@router.delete("/{schedule_id}", status_code=204, summary="Delete a schedule", responses=problems(401, 403, 404, 422))
async def delete(use: UseCases, who: Known, schedule_id: ScheduleId, wanted: IfMatch) -> None:
    """Launch nothing more by it. The campaigns that it launched stay."""
    use.schedules.remove(who, schedule_id, wanted)


@router.post("/{schedule_id}/pause", summary="Pause a schedule", responses=problems(401, 403, 404, 409, 422))
async def pause(use: UseCases, who: Known, schedule_id: ScheduleId) -> ScheduleAnswer:
    """Launch nothing until it is resumed. Pausing again changes nothing."""
    return ScheduleAnswer.of(use.schedules.pause(who, schedule_id), use.clock())


@router.post("/{schedule_id}/resume", summary="Resume a schedule", responses=problems(401, 403, 404, 409, 422))
async def resume(use: UseCases, who: Known, schedule_id: ScheduleId) -> ScheduleAnswer:
    """Launch by it again; what was due meanwhile is not made up for. 409 if nothing is left to run."""
    return ScheduleAnswer.of(use.schedules.resume(who, schedule_id), use.clock())


@router.get("/{schedule_id}/runs", summary="List runs of a schedule", responses=problems(401, 404, 422))
async def runs(
    use: UseCases,
    who: Known,
    schedule_id: ScheduleId,
    limit: Limit = 20,
    cursor: Cursor = None,
    upcoming: Upcoming = 5,
) -> ScheduledRuns:
    """What became of each occurrence, the latest first: launched, failed, or missed (nothing heard of it 10 minutes
    after its time); and the next ones."""
    schedule = use.schedules.get(who, schedule_id)
    page = use.schedules.runs(who, schedule, limit, cursor)
    items = [ScheduledRunAnswer.model_validate(run) for run in page.items]
    coming = use.schedules.upcoming(schedule, upcoming)
    return ScheduledRuns(items=items, next_cursor=page.next_cursor, upcoming=coming)


@router.post(
    "/{schedule_id}/runs/{scheduled_at}/replay",
    status_code=202,
    summary="Replay a run",
    response_model=ScheduledRunAnswer,
    responses=problems(401, 402, 403, 404, 409, 422),
)
async def replay(use: UseCases, who: Known, schedule_id: ScheduleId, scheduled_at: ScheduledAt) -> ScheduledRun:
    """Launch the campaign of a run that failed or was missed. It is the one campaign of that occurrence: 409 if it
    was launched. What keeps it from being launched again is told as for launching a campaign."""
    return use.schedules.replay(who, schedule_id, scheduled_at)
