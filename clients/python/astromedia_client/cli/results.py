"""astromedia report, health."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from .failures import one_line
from .reports import check_target, save
from .session import ApiUrl, AsJson, CampaignId, Session


def report(
    context: typer.Context,
    campaign: CampaignId,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File or folder to write to. Default: the current folder.")
    ] = None,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Fetch a campaign's book: one HTML page with everything in it."""
    session = Session(context, api_url, as_json=as_json)
    target = output or session.surroundings.cwd
    check_target(target, "--output")
    api = session.connect()
    found = api.campaigns.get(campaign)
    path = save(api.campaigns.report(campaign), target, found.name, found.id)
    session.show({"campaign_id": found.id, "path": str(path)}, Text(str(path)))


def health(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Ask the API whether it is ready for work."""
    session = Session(context, api_url, as_json=as_json)
    found = session.connect_unknown().health()
    facts = {"status": found.status, **found.checks}
    lines = [one_line(f"{name}: {state}") for name, state in facts.items()]
    session.show(found.model_dump(mode="json"), Text("\n".join(lines)))
