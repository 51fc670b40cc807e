"""astromedia queue, concurrency: what runs, what waits for a slot, and how much may run at once."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Group
from rich.text import Text

from ..queue import Concurrency, QueueState
from .blame import blaming
from .format import moment
from .session import ApiUrl, AsJson, Session
from .tables import table


def queue(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Show what of your workspace runs, waits for a slot, or waits for people."""
    session = Session(context, api_url, as_json=as_json)
    found = session.connect().queue.get()
    rows = list(_rows(found))
    places = table(["Campaign", "Run", "State", "Since"], rows) if rows else Text("Nothing runs or waits.")
    session.show(found.model_dump(mode="json"), Group(Text(_line(found.concurrency)), places))


def concurrency(
    context: typer.Context,
    limit: Annotated[int | None, typer.Argument(metavar="[LIMIT]", min=1, help="Let so many run at once.")] = None,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show how many campaigns may run at once; with LIMIT, change that."""
    session = Session(context, api_url, as_json=as_json)
    api = session.connect()
    workspace = api.me().workspace.id
    with blaming({"limit": "LIMIT"}):
        found = api.queue.concurrency(workspace) if limit is None else api.queue.set_limit(workspace, limit)
    session.show(found.model_dump(mode="json"), Text(_line(found)))


def _line(found: Concurrency) -> str:
    return f"At once: {found.limit} of your workspace (its plan: {found.plan}), {found.stage} of all"


def _rows(found: QueueState) -> Iterator[tuple[str, ...]]:
    """Those that run, then those that wait as they will be let in, then those that wait for people."""
    states = (("runs", found.running), ("waits", found.waiting), ("waits for people", found.parked))
    for state, places in states:
        for place in places:
            where = state if place.position is None else f"{state}, number {place.position}"
            yield place.campaign_id, str(place.run), where, moment(place.since)
