"""astromedia campaign run, create, launch, watch: what starts a campaign, and seeing it through."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from ..briefs import read_brief
from ..client import Client
from ..errors import InputProblem
from ..models import Campaign
from .blame import blaming
from .failures import COMPLETED, columns
from .governing import (
    PLACES,
    ExpireAfter,
    Governs,
    ModelBudget,
    Name,
    OnExpiries,
    PlaybookName,
    RemindAfter,
    Rules,
    governed,
    without_defaults,
)
from .outcome import Outcome
from .reports import check_target, save
from .session import ApiUrl, AsJson, CampaignId, Session
from .spending import quote_line
from .watching import display_on, watch

BriefFile = Annotated[Path, typer.Argument(metavar="BRIEF.yaml", help="The brief: YAML, or JSON in a .json file.")]
Report = Annotated[
    Path | None, typer.Option("--report", help="File or folder for the report. Default: the current folder.")
]
Verbose = Annotated[
    bool, typer.Option("--verbose", help="A line for each event, also for each cost, instead of a picture.")
]


def run(
    context: typer.Context,
    brief: BriefFile,
    name: Name = None,
    report: Report = None,
    model_budget: ModelBudget = None,
    playbook: PlaybookName = None,
    governance: Governs = None,
    rule: Rules = None,
    remind_after: RemindAfter = None,
    expire_after: ExpireAfter = None,
    on_expiry: OnExpiries = None,
    *,
    watched: Annotated[bool, typer.Option("--watch/--no-watch", help="Stay until the campaign ends.")] = True,
    verbose: Verbose = False,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> int:
    """Carry a brief through the whole playbook and fetch the report. Exits 0 if completed, 1 if not."""
    wishes = governed(governance, rule, remind_after, expire_after, on_expiry)
    if report is not None and not watched:
        raise InputProblem("--report: there is no report yet with --no-watch; use `astromedia report` later")
    content = read_brief(brief)
    session = Session(context, api_url, as_json=as_json)
    target = _checked(report or session.surroundings.cwd)
    api = session.connect()
    draft = _created(api, brief, content, name=name, model_budget=model_budget, playbook=playbook, **wishes)
    if watched:
        session.notes.print(quote_line(api.campaigns.quote(draft.id)))
    campaign = api.campaigns.launch(draft.id)
    return _see_through(session, api, campaign, target, verbose=verbose) if watched else show(session, campaign)


def create(
    context: typer.Context,
    brief: BriefFile,
    name: Name = None,
    model_budget: ModelBudget = None,
    playbook: PlaybookName = None,
    governance: Governs = None,
    rule: Rules = None,
    remind_after: RemindAfter = None,
    expire_after: ExpireAfter = None,
    on_expiry: OnExpiries = None,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Make a campaign of a brief, without starting it."""
    wishes = governed(governance, rule, remind_after, expire_after, on_expiry)
    content = read_brief(brief)
    session = Session(context, api_url, as_json=as_json)
    given = {"name": name, "model_budget": model_budget, "playbook": playbook, **wishes}
    show(session, _created(session.connect(), brief, content, **given))


def launch(context: typer.Context, campaign: CampaignId, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Start the work on a campaign."""
    session = Session(context, api_url, as_json=as_json)
    show(session, session.connect().campaigns.launch(campaign))


def watch_(
    context: typer.Context,
    campaign: CampaignId,
    report: Report = None,
    *,
    verbose: Verbose = False,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> int:
    """Follow a campaign until it ends, and fetch the report. Exits 0 if completed, 1 if not."""
    session = Session(context, api_url, as_json=as_json)
    target = _checked(report or session.surroundings.cwd)
    api = session.connect()
    return _see_through(session, api, api.campaigns.get(campaign), target, verbose=verbose)


def show(session: Session, campaign: Campaign) -> int:
    """A campaign as a command's result, on one line."""
    line = columns(campaign.id, campaign.status, campaign.name)
    session.show(campaign.model_dump(mode="json"), Text(line))
    return COMPLETED


def _checked(target: Path) -> Path:
    check_target(target, "--report")
    return target


def _created(api: Client, file: Path, brief: dict[str, Any], **wishes: Any) -> Campaign:
    """A new campaign. FileProblem with a line for each field that the API did not accept."""
    with blaming({**PLACES, "": file, "brief": file}):
        return api.campaigns.create(brief, **without_defaults(wishes))


def _see_through(session: Session, api: Client, campaign: Campaign, target: Path, *, verbose: bool) -> int:
    session.notes.print(Text(f"Campaign {campaign.id}: {campaign.name}"), soft_wrap=True)
    try:
        ended = watch(api, campaign, display_on(session.notes, campaign, session.surroundings.now, verbose=verbose))
    except KeyboardInterrupt:
        session.notes.print(f"No longer watching; `astromedia campaign watch {campaign.id}` takes it up again.")
        raise
    completed = ended.status == "COMPLETED"
    report = save(api.campaigns.report(ended.id), target, ended.name, ended.id) if completed else None
    outcome = Outcome.read(api, ended, report)
    session.show(outcome.as_data(), outcome.rendered())
    return outcome.code
