"""astromedia campaign list, show, phases, events: what is known about campaigns."""

from itertools import islice
from typing import Annotated

import typer
from rich.console import Group
from rich.text import Text

from ..answers import Page
from ..client import Client
from ..models import Event
from .attention import attention
from .failures import columns
from .session import ApiUrl, AsJson, CampaignId, Session
from .tables import campaigns_table, phases_table
from .telling import event_line
from .watching import look


def list_(
    context: typer.Context,
    status: Annotated[str | None, typer.Option("--status", help="Only those with this status.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many, newest first.")] = 20,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """List the campaigns of your workspace, newest first."""
    session = Session(context, api_url, as_json=as_json)
    campaigns = list(islice(session.connect().campaigns.list(status and status.upper()), limit))
    session.show_list(campaigns, campaigns_table(campaigns))


def show(context: typer.Context, campaign: CampaignId, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Show one campaign and its phases."""
    session = Session(context, api_url, as_json=as_json)
    api = session.connect()
    if as_json:
        session.show(api.campaigns.get(campaign).model_dump(mode="json"), "")
        return
    board = look(api, campaign)
    found = board.campaign
    head = Text(columns(found.id, found.status, found.governance, found.name))
    session.show({}, Group(head, phases_table(board.phases), *map(Text, attention(board))))


def phases(context: typer.Context, campaign: CampaignId, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Show a campaign's phases."""
    session = Session(context, api_url, as_json=as_json)
    found = session.connect().campaigns.phases(campaign)
    session.show_list(found, phases_table(found))


def events(
    context: typer.Context,
    campaign: CampaignId,
    cursor: Annotated[str | None, typer.Option("--cursor", help="Go on after this `next_cursor`.")] = None,
    *,
    follow: Annotated[
        bool, typer.Option("--follow", help="Stay until the campaign ends; JSON is one per line.")
    ] = False,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show a campaign's timeline."""
    session = Session(context, api_url, as_json=as_json)
    api = session.connect()
    if follow:
        for event in api.campaigns.follow(campaign, cursor):
            typer.echo(event.model_dump_json() if as_json else event_line(event))
        return
    page = _all_events(api, campaign, cursor)
    session.show(page.model_dump(mode="json"), Text("\n".join(map(event_line, page.items))))


def _all_events(api: Client, campaign: str, cursor: str | None) -> Page[Event]:
    """Everything that has happened since `cursor`, as one page."""
    gathered: list[Event] = []
    while True:
        page = api.campaigns.events(campaign, cursor)
        gathered += page.items
        cursor = page.next_cursor or cursor
        if not page.items or page.next_cursor is None:
            return Page[Event](items=tuple(gathered), next_cursor=cursor)
