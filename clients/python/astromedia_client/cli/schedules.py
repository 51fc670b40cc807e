"""astromedia schedule create, list, show, pause, resume, delete, runs, replay, upcoming: campaigns by the clock."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from ..briefs import read_brief
from ..files import FileKind
from ..schedules import Schedule, ScheduledRun
from .blame import blaming
from .board import mark_of
from .format import moment
from .session import ApiUrl, AsJson, Session
from .tables import table

SCHEDULE = FileKind("a schedule", "expression", "docs/schedules.md", typed=False)
ScheduleId = Annotated[str, typer.Argument(metavar="SCHEDULE", help="The schedule's id.")]


def create(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="YAML, or .json; its `brief` is a brief, or a file beside it.")
    ],
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Launch a campaign of a brief by the clock."""
    content: dict[str, Any] = SCHEDULE.read(file)
    brief = content.get("brief")
    beside = file.parent / brief if isinstance(brief, str) else None
    if beside is not None:
        content = content | {"brief": read_brief(beside)}
    session = Session(context, api_url, as_json=as_json)
    with blaming({"": file, "brief": beside or f"{file}: brief"}):
        _show(session, session.connect().schedules.create(content))


def list_(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """List the schedules of your workspace, newest first."""
    session = Session(context, api_url, as_json=as_json)
    found = list(session.connect().schedules.list())
    session.show_list(found, schedules_table(found))


def show(context: typer.Context, schedule: ScheduleId, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Show one schedule."""
    session = Session(context, api_url, as_json=as_json)
    _show(session, session.connect().schedules.get(schedule))


def pause(context: typer.Context, schedule: ScheduleId, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Launch nothing until it is resumed."""
    session = Session(context, api_url, as_json=as_json)
    _show(session, session.connect().schedules.pause(schedule))


def resume(context: typer.Context, schedule: ScheduleId, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Launch by it again; what was due meanwhile is not made up for."""
    session = Session(context, api_url, as_json=as_json)
    _show(session, session.connect().schedules.resume(schedule))


def delete(context: typer.Context, schedule: ScheduleId, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Launch nothing more by it; the campaigns that it launched stay."""
    session = Session(context, api_url, as_json=as_json)
    session.connect().schedules.delete(schedule)
    session.show({"deleted": schedule}, Text(f"{schedule} is deleted."))


def runs(
    context: typer.Context,
    schedule: ScheduleId,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many, the latest first.")] = 20,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show what became of its runs: launched, failed for a reason, or missed."""
    session = Session(context, api_url, as_json=as_json)
    found = list(islice(session.connect().schedules.runs(schedule), limit))
    session.show_list(found, runs_table(found))


def replay(
    context: typer.Context,
    schedule: ScheduleId,
    run: Annotated[str, typer.Argument(metavar="TIME", help="When the run was due, as `schedule runs` says it.")],
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Launch the campaign of a run that failed or was missed."""
    session = Session(context, api_url, as_json=as_json)
    with blaming({"scheduled_at": "TIME"}):
        found = session.connect().schedules.replay(schedule, run)
    session.show(found.model_dump(mode="json"), runs_table([found]))


def upcoming(
    context: typer.Context,
    schedule: ScheduleId,
    count: Annotated[int, typer.Option("--count", min=1, max=100, help="How many.")] = 5,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show when its next runs are (UTC)."""
    session = Session(context, api_url, as_json=as_json)
    found = session.connect().schedules.upcoming(schedule, count)
    session.show({"items": [_instant(at) for at in found]}, Text("\n".join(map(_instant, found)) or "None is to come."))


def _show(session: Session, found: Schedule) -> None:
    session.show(found.model_dump(mode="json"), schedules_table([found]))


def schedules_table(schedules: Iterable[Schedule]) -> Table:
    """A row per schedule."""
    rows = (
        (s.id, s.name, s.expression, s.time_zone, s.state, moment(s.next_run) if s.next_run else "") for s in schedules
    )
    return table(["Id", "Name", "When", "Time zone", "State", "Next run"], rows)


def runs_table(found: Iterable[ScheduledRun]) -> Table:
    """A row per run."""
    rows = (
        (_instant(r.scheduled_at), mark_of(r.status), r.campaign_id or "", r.failure.detail if r.failure else "")
        for r in found
    )
    return table(["Due", "Status", "Campaign", "Why not"], rows)


def _instant(at: datetime) -> str:
    """As the API names a run: "2027-03-01T00:00:00Z"."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
