"""astromedia campaign run, create, launch, watch: what moves a campaign, and seeing it through."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from ..briefs import read_brief
from ..client import Client
from ..errors import ApiProblem, FileProblem, InputProblem
from ..models import Campaign
from .failures import COMPLETED
from .outcome import Outcome
from .reports import check_target, save
from .session import ApiUrl, AsJson, CampaignId, Session
from .spending import quote_line
from .watching import display_on, watch

BriefFile = Annotated[Path, typer.Argument(metavar="BRIEF.yaml", help="The brief: YAML, or JSON in a .json file.")]
Name = Annotated[str | None, typer.Option("--name", help="What to call the campaign.")]
ModelBudget = Annotated[
    str | None, typer.Option("--model-budget", metavar="USD", help="The most its models may cost together.")
]
Report = Annotated[
    Path | None, typer.Option("--report", help="File or folder for the report. Default: the current folder.")
]


def run(
    context: typer.Context,
    brief: BriefFile,
    name: Name = None,
    report: Report = None,
    model_budget: ModelBudget = None,
    *,
    watched: Annotated[bool, typer.Option("--watch/--no-watch", help="Stay until the campaign ends.")] = True,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> int:
    """Carry a brief through the whole playbook and fetch the report. Exits 0 if completed, 1 if failed."""
    content = read_brief(brief)
    if report is not None and not watched:
        raise InputProblem("--report: there is no report yet with --no-watch; use `astromedia report` later")
    session = Session(context, api_url, as_json=as_json)
    target = _checked(report or session.surroundings.cwd)
    api = session.connect()
    draft = _created(api, brief, content, name, model_budget)
    if watched:
        session.notes.print(quote_line(api.campaigns.quote(draft.id)))
    campaign = api.campaigns.launch(draft.id)
    return _see_through(session, api, campaign, target) if watched else _show(session, campaign)


def create(
    context: typer.Context,
    brief: BriefFile,
    name: Name = None,
    model_budget: ModelBudget = None,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Make a campaign of a brief, without starting it."""
    content = read_brief(brief)
    session = Session(context, api_url, as_json=as_json)
    _show(session, _created(session.connect(), brief, content, name, model_budget))


def launch(context: typer.Context, campaign: CampaignId, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Start the work on a campaign."""
    session = Session(context, api_url, as_json=as_json)
    _show(session, session.connect().campaigns.launch(campaign))


def watch_(
    context: typer.Context,
    campaign: CampaignId,
    report: Report = None,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> int:
    """Follow a campaign until it ends, and fetch the report. Exits 0 if completed, 1 if failed."""
    session = Session(context, api_url, as_json=as_json)
    target = _checked(report or session.surroundings.cwd)
    api = session.connect()
    return _see_through(session, api, api.campaigns.get(campaign), target)


def _checked(target: Path) -> Path:
    check_target(target, "--report")
    return target


def _created(api: Client, file: Path, brief: Mapping[str, Any], name: str | None, model_budget: str | None) -> Campaign:
    """A new campaign. FileProblem with a line for each field of `file` that the API did not accept."""
    try:
        return api.campaigns.create(brief, name, model_budget)
    except ApiProblem as problem:
        lines = [_blamed(file, error.field, error.message) for error in problem.errors]
        if not lines:
            raise
        raise FileProblem(*lines) from problem


def _blamed(file: Path, field: str, message: str) -> str:
    """Whose fault it is: the option's of that name, or a field's of the file."""
    if field in {"name", "model_budget"}:
        return f"--{field.replace('_', '-')}: {message}"
    where = field.removeprefix("brief").removeprefix(".")
    return f"{file}: {where}: {message}" if where else f"{file}: {message}"


def _show(session: Session, campaign: Campaign) -> int:
    session.show(campaign.model_dump(mode="json"), Text(f"{campaign.id}  {campaign.status}  {campaign.name}"))
    return COMPLETED


def _see_through(session: Session, api: Client, campaign: Campaign, target: Path) -> int:
    session.notes.print(Text(f"Campaign {campaign.id}: {campaign.name}"), soft_wrap=True)
    try:
        ended = watch(api, campaign, display_on(session.notes, campaign, session.surroundings.now))
    except KeyboardInterrupt:
        session.notes.print(f"No longer watching; `astromedia campaign watch {campaign.id}` takes it up again.")
        raise
    completed = ended.status == "COMPLETED"
    report = save(api.campaigns.report(ended.id), target, ended.name, ended.id) if completed else None
    outcome = Outcome.read(api, ended, report)
    session.show(outcome.as_data(), outcome.rendered())
    return outcome.code
