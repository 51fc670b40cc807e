"""astromedia approvals, approve, reject, reassign: what waits for people, and deciding it."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from ..client import Client
from ..errors import InputProblem
from ..files import FileKind
from ..models import PhaseDetail
from ..reviews import Waiting
from .blame import blaming
from .failures import CAMPAIGN_FAILED, COMPLETED, columns, one_line
from .format import moment, title
from .phases import PhaseName, facts, told, written
from .session import ApiUrl, AsJson, CampaignId, Session
from .tables import phases_table, table

EDITS = FileKind("a merge patch", "field", "docs/cli.md")
ContentHash = Annotated[
    str | None, typer.Option("--hash", metavar="HASH", help="Decide on exactly this content (`astromedia phase`).")
]
HOW = "`astromedia approve CAMPAIGN PHASE` shows what it wrote, and asks"


def approvals(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """List the phases that wait for a decision, those that waited longest first."""
    session = Session(context, api_url, as_json=as_json)
    found = list(session.connect().reviews.waiting())
    session.show_list(
        found, Group(waiting_table(found), Text(HOW)) if found else Text("Nothing waits for an approval.")
    )


def approve(
    context: typer.Context,
    campaign: CampaignId,
    phase: PhaseName,
    content_hash: ContentHash = None,
    edits: Annotated[
        Path | None, typer.Option("--edits", metavar="FILE", help="Changes to it: a merge patch, YAML or .json.")
    ] = None,
    comment: Annotated[str | None, typer.Option("--comment", help="What to say about it.")] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask: approve what there is now.")] = False,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> int:
    """Take what a phase wrote. Without --hash it is shown and asked about, and exactly that is taken."""
    patch = None if edits is None else EDITS.read(edits)
    session = Session(context, api_url, as_json=as_json)
    api = session.connect()
    if content_hash is None:
        content_hash = _shown(session, api, campaign, phase, patch, yes=yes)
    if content_hash is None:
        session.show({"approved": False}, Text("Not approved; nothing has changed."))
        return CAMPAIGN_FAILED
    with blaming({"edits": edits or "--edits", "comment": "--comment", "content_hash": "--hash"}):
        _show(session, api.reviews.approve(campaign, phase, content_hash, patch, comment))
    return COMPLETED


def reject(
    context: typer.Context,
    campaign: CampaignId,
    phase: PhaseName,
    feedback: Annotated[str, typer.Argument(metavar="FEEDBACK", help="What the next revision has to do better.")],
    content_hash: ContentHash = None,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Send a phase back: its agent makes a new revision that answers the feedback."""
    session = Session(context, api_url, as_json=as_json)
    with blaming({"feedback": "FEEDBACK", "content_hash": "--hash"}):
        _show(session, session.connect().reviews.reject(campaign, phase, feedback, content_hash))


def reassign(
    context: typer.Context,
    campaign: CampaignId,
    phase: PhaseName,
    user: Annotated[str, typer.Argument(metavar="USER", help="The id of a member who may decide.")],
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Ask another member to decide. Anyone who may decide still can."""
    session = Session(context, api_url, as_json=as_json)
    with blaming({"user_id": "USER"}):
        _show(session, session.connect().reviews.reassign(campaign, phase, user))


def _shown(
    session: Session, api: Client, campaign: str, name: str, patch: Mapping[str, Any] | None, *, yes: bool
) -> str | None:
    """The hash of what was shown, if the person wants that; None if not. InputProblem if there is nobody to ask."""
    if not yes and not session.surroundings.at_terminal():
        raise InputProblem("--hash: missing, and there is no terminal to ask on; `astromedia phase` shows it, or --yes")
    found = api.campaigns.phase(campaign, name)
    if found.content_hash is None:
        raise InputProblem(f"PHASE: {name} is {found.status} and has written nothing yet")
    session.notes.print(_content(found), soft_wrap=not session.notes.is_terminal)
    if patch is not None:
        session.notes.print(Text(f"with these edits: {json.dumps(patch, ensure_ascii=False)}"), soft_wrap=True)
    wanted = yes or typer.confirm(f"Approve {one_line(title(found))} as it is shown?", err=True)
    return found.content_hash if wanted else None


def _content(found: PhaseDetail) -> RenderableType:
    return Group(phases_table([found]), *facts(found), written(found))


def _show(session: Session, found: PhaseDetail) -> None:
    """The phase after the decision, on one line."""
    said = told(found.review) if found.review else f"answers {found.feedback}" if found.feedback else ""
    session.show(found.model_dump(mode="json"), Text(columns(title(found), found.status, said)))


def waiting_table(waiting: Iterable[Waiting]) -> RenderableType:
    """A row per phase that waits."""
    headings = ["Campaign", "Phase", "Agent", "Until", "Asked", "Why"]
    return table(headings, [(each.campaign_id, title(each), each.agent, *_asked(each)) for each in waiting])


def _asked(phase: PhaseDetail) -> tuple[str, str, str]:
    review = phase.review
    if review is None:
        return "", "", ""
    return moment(review.expires_at), review.assignee or "anyone", review.reason or ""
