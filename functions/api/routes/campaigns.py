"""Campaigns: create, list, read, change, launch."""

from typing import Annotated

from fastapi import Query, Response

from astromedia.domain.campaign import Campaign, CampaignStatus
from astromedia.services.campaigns import Governed
from astromedia.services.control import Wishes
from astromedia.services.paging import Listing

from ..dependencies import CampaignId, Cursor, Known, Limit, MadeId, UseCases
from ..entity_tags import IfMatch
from ..messages.base import Page
from ..messages.campaigns import CampaignAnswer, CampaignChange, NewCampaign
from ..problems import BODY, problems
from ..routing import Noun

router = Noun("/v1/campaigns", tag="campaigns")


@router.post(
    "",
    status_code=201,
    summary="Create a campaign",
    response_model=CampaignAnswer,
    responses=problems(401, 403, *BODY),
)
async def create(use: UseCases, who: Known, made: MadeId, body: NewCampaign, response: Response) -> Campaign:
    """A DRAFT for this brief. Nothing runs, and nothing is spent, until it is launched.

    403 if its `model_budget` is more than the plan gives a campaign, and the caller is no owner or admin.
    """
    governed = Governed(body.governance, body.phase_rules, body.approval_policy)
    campaign = use.campaigns.create(who, body.brief, body.name, body.playbook, body.model_budget, governed, made)
    response.headers["Location"] = f"/v1/campaigns/{campaign.id}"
    return campaign


@router.get("", summary="List campaigns", response_model=Page[CampaignAnswer], responses=problems(401, 422))
async def listing(
    use: UseCases,
    who: Known,
    limit: Limit = 20,
    cursor: Cursor = None,
    status: Annotated[CampaignStatus | None, Query(description="Only those with this status.")] = None,
) -> Listing[Campaign]:
    """The workspace's campaigns, newest first. For those of a `status` thousands are looked through at once: a page
    may have few or none, and a `next_cursor`."""
    return use.campaigns.page(who, limit, cursor, status)


@router.get(
    "/{campaign_id}", summary="Read a campaign", response_model=CampaignAnswer, responses=problems(401, 404, 422)
)
async def read(use: UseCases, who: Known, campaign_id: CampaignId) -> Campaign:
    """The campaign as it is now."""
    return use.campaigns.get(who, campaign_id)


@router.patch(
    "/{campaign_id}",
    summary="Change a campaign",
    response_model=CampaignAnswer,
    responses=problems(401, 403, 404, 409, *BODY),
)
async def change(use: UseCases, who: Known, campaign_id: CampaignId, body: CampaignChange, wanted: IfMatch) -> Campaign:
    """Change its name, budget or governance, also while it runs; the brief only of a DRAFT.

    What begins or ends its work from here on goes by it; a decision that is asked for already stays asked for. 409 if
    the campaign has ended, or the budget is below what is spent or held.
    """
    return use.control.change(who, campaign_id, Wishes(**dict(body)), wanted)


@router.post(
    "/{campaign_id}/launch",
    status_code=202,
    summary="Launch a campaign",
    response_model=CampaignAnswer,
    responses=problems(401, 402, 403, 404, 409, 422),
)
async def launch(use: UseCases, who: Known, campaign_id: CampaignId) -> Campaign:
    """Start the work on a DRAFT, or queue it until there is a slot; follow it by its events. 409 if it is no draft.

    402 if the month's budget of the workspace or of the caller, or the campaign's own, has less left than the campaign
    is likely to cost (p95 of its quote).
    """
    return use.campaigns.launch(who, campaign_id)
