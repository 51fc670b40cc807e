"""astromedia campaign pause, resume, cancel, retry, change: what steers a campaign that there is."""

from pathlib import Path
from typing import Annotated

import typer

from ..briefs import read_brief
from ..errors import InputProblem
from .blame import blaming
from .governing import (
    PLACES,
    ExpireAfter,
    Governs,
    ModelBudget,
    Name,
    OnExpiries,
    RemindAfter,
    Rules,
    governed,
    upon,
)
from .running import show
from .session import ApiUrl, AsJson, CampaignId, Session

NewBrief = Annotated[
    Path | None, typer.Option("--brief", metavar="BRIEF.yaml", help="Another brief, while it is a DRAFT.")
]


def pause(context: typer.Context, campaign: CampaignId, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Begin no further phase; what is at work is finished."""
    session = Session(context, api_url, as_json=as_json)
    show(session, session.connect().campaigns.pause(campaign))


def resume(context: typer.Context, campaign: CampaignId, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Go on with a paused campaign."""
    session = Session(context, api_url, as_json=as_json)
    show(session, session.connect().campaigns.resume(campaign))


def cancel(context: typer.Context, campaign: CampaignId, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """End a campaign for good; what is not completed is skipped."""
    session = Session(context, api_url, as_json=as_json)
    show(session, session.connect().campaigns.cancel(campaign))


def retry(context: typer.Context, campaign: CampaignId, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Run a failed campaign again; what is completed is kept."""
    session = Session(context, api_url, as_json=as_json)
    show(session, session.connect().campaigns.retry(campaign))


def change(
    context: typer.Context,
    campaign: CampaignId,
    name: Name = None,
    model_budget: ModelBudget = None,
    governance: Governs = None,
    rule: Rules = None,
    remind_after: RemindAfter = None,
    expire_after: ExpireAfter = None,
    on_expiry: OnExpiries = None,
    brief: NewBrief = None,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Change what a campaign may cost, and what people approve, also while it runs. Other rules stay as they are."""
    wishes = governed(governance, rule, remind_after, expire_after, on_expiry)
    content = None if brief is None else read_brief(brief)
    given = {"name": name, "model_budget": model_budget, "brief": content}
    if not wishes and all(value is None for value in given.values()):
        raise InputProblem("--name, --model-budget, --governance, --rule, ...: name what to change")
    session = Session(context, api_url, as_json=as_json)
    api = session.connect()
    with blaming({**PLACES, "brief": brief or "--brief"}):
        changed = api.campaigns.change(campaign, **given, **upon(api.campaigns.get(campaign), wishes))
    show(session, changed)
