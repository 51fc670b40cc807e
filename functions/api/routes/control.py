"""Control of a campaign: pause, resume, cancel, retry."""

from astromedia.domain.campaign import Campaign

from ..dependencies import CampaignId, Known, UseCases
from ..messages.campaigns import CampaignAnswer
from ..problems import problems
from ..routing import Noun

router = Noun("/v1/campaigns/{campaign_id}", tag="campaigns")
REFUSALS = problems(401, 403, 404, 409, 422)
REFUSALS_WITH_MONEY = problems(401, 402, 403, 404, 409, 422)


@router.post("/pause", status_code=202, summary="Pause a campaign", response_model=CampaignAnswer, responses=REFUSALS)
async def pause(use: UseCases, who: Known, campaign_id: CampaignId) -> Campaign:
    """Begin no further phase; what is at work is finished. One that is PAUSED stays so; 409 unless it is RUNNING."""
    return use.control.pause(who, campaign_id)


@router.post(
    "/resume",
    status_code=202,
    summary="Resume a campaign",
    response_model=CampaignAnswer,
    responses=REFUSALS_WITH_MONEY,
)
async def resume(use: UseCases, who: Known, campaign_id: CampaignId) -> Campaign:
    """Go on with a PAUSED campaign, or with a FAILED one as by a retry; one that is RUNNING just runs. Else 409."""
    return use.control.resume(who, campaign_id)


@router.post("/cancel", status_code=202, summary="Cancel a campaign", response_model=CampaignAnswer, responses=REFUSALS)
async def cancel(use: UseCases, who: Known, campaign_id: CampaignId) -> Campaign:
    """End it for good: what is not completed is skipped, and money that is held for what has not begun is freed.

    A call in flight is paid for when it ends. One that is CANCELLED stays so; 409 if it has ended otherwise.
    """
    return use.control.cancel(who, campaign_id)


@router.post(
    "/retry",
    status_code=202,
    summary="Retry a campaign",
    response_model=CampaignAnswer,
    responses=REFUSALS_WITH_MONEY,
)
async def retry(use: UseCases, who: Known, campaign_id: CampaignId) -> Campaign:
    """Run a FAILED campaign again; phases that are completed are kept. 402 as for a launch; 409 unless it is FAILED."""
    return use.control.retry(who, campaign_id)
