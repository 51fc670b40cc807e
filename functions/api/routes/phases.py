"""How far a campaign is: its phases and its events."""

from typing import Annotated

from fastapi import Path

from astromedia.domain.campaign import Phase
from astromedia.domain.event import Event
from astromedia.services.paging import Listing

from ..dependencies import CampaignId, Cursor, Known, Limit, UseCases
from ..messages.base import Page
from ..messages.phases import EventAnswer, PhaseAnswer
from ..problems import problems
from ..routing import Noun

router = Noun("/v1/campaigns/{campaign_id}", tag="campaigns")
PhaseName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="The phase's name in the playbook.")]


@router.get("/phases", summary="List phases", response_model=Page[PhaseAnswer], responses=problems(401, 404, 422))
async def listing(use: UseCases, who: Known, campaign_id: CampaignId) -> Listing[Phase]:
    """Every phase in the playbook's order; all on one page."""
    return Listing(use.phases.all(who, campaign_id), None)


@router.get("/phases/{phase}", summary="Read a phase", response_model=PhaseAnswer, responses=problems(401, 404, 422))
async def read(use: UseCases, who: Known, campaign_id: CampaignId, phase: PhaseName) -> Phase:
    """A phase as it is now."""
    return use.phases.get(who, campaign_id, phase)


@router.get(
    "/phases/{phase}/revisions",
    summary="List revisions",
    response_model=Page[PhaseAnswer],
    responses=problems(401, 404, 422),
)
async def revisions(
    use: UseCases, who: Known, campaign_id: CampaignId, phase: PhaseName, limit: Limit = 100, cursor: Cursor = None
) -> Listing[Phase]:
    """The revisions of a phase in order, the present one last."""
    return use.phases.revisions(who, campaign_id, phase, limit, cursor)


@router.get("/events", summary="Follow events", response_model=Page[EventAnswer], responses=problems(401, 404, 422))
async def events(
    use: UseCases, who: Known, campaign_id: CampaignId, limit: Limit = 100, cursor: Cursor = None
) -> Listing[Event]:
    """What happened after `cursor`, in order and without gaps. `next_cursor` is always there: ask with it again."""
    return use.phases.events(who, campaign_id, limit, cursor)
