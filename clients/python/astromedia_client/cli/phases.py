"""astromedia phase: one phase, what its agent wrote, and what people said about it."""

import json
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from ..models import PhaseDetail, Review
from .format import moment
from .session import ApiUrl, AsJson, CampaignId, Session
from .tables import phases_table, table
from .telling import quoted

PhaseName = Annotated[str, typer.Argument(metavar="PHASE", help="The phase's name.")]


def phase(
    context: typer.Context, campaign: CampaignId, name: PhaseName, *, api_url: ApiUrl = None, as_json: AsJson = False
) -> None:
    """Show one phase: what its agent wrote, its revisions, and what was decided about them."""
    session = Session(context, api_url, as_json=as_json)
    api = session.connect()
    found, revisions = api.campaigns.phase(campaign, name), api.campaigns.revisions(campaign, name)
    data = found.model_dump(mode="json") | {"revisions": [each.model_dump(mode="json") for each in revisions]}
    earlier = [revisions_table(revisions)] if len(revisions) > 1 else []
    session.show(data, Group(phases_table([found]), *earlier, *facts(found), written(found)))


def facts(found: PhaseDetail) -> Iterator[RenderableType]:
    """What was asked of this revision, its answer, the decision on it, and the hash that an approval names."""
    lines = {
        "Feedback": quoted(found.feedback) if found.feedback else "",
        "Response": found.response or "",
        "Review": told(found.review) if found.review else "",
        "Failure": f"{found.failure.error}: {found.failure.detail}" if found.failure else "",
        "Hash": found.content_hash or "",
    }
    return (Text(f"{name:<9} {line}") for name, line in lines.items() if line)


def written(found: PhaseDetail) -> RenderableType:
    """The output as JSON."""
    return Text(json.dumps(found.output, indent=2, ensure_ascii=False))


def told(review: Review) -> str:
    """A decision, or the wait for it, in words."""
    if review.decision is None:
        reason = f": {review.reason}" if review.reason else ""
        return f"waits for an approval by {review.assignee or 'anyone'} until {moment(review.expires_at)}{reason}"
    who = f"by {review.decided_by}" if review.decided_by else "as nobody decided"
    when = f" on {moment(review.decided_at)}" if review.decided_at else ""
    return f"{review.decision} {who}{when}" + (f": {quoted(review.feedback)}" if review.feedback else "")


def revisions_table(revisions: Sequence[PhaseDetail]) -> RenderableType:
    """A row per revision, the present one last."""
    rows = (
        (str(each.revision), told(each.review) if each.review else each.status, each.response or "")
        for each in revisions
    )
    return table(["Revision", "Decision", "Response to the feedback before"], rows)
