"""What a campaign has cost."""

from fastapi import APIRouter

from ..dependencies import CampaignId, Cursor, Known, Limit, UseCases
from ..messages.costs import CostsAnswer
from ..problems import problems

router = APIRouter(prefix="/v1/campaigns/{campaign_id}", tags=["campaigns"])


@router.get("/costs", summary="Read costs", responses=problems(401, 404, 422))
async def costs(
    use: UseCases, who: Known, campaign_id: CampaignId, limit: Limit = 100, cursor: Cursor = None
) -> CostsAnswer:
    """The campaign's ledger page by page, and its totals by phase and by model."""
    return CostsAnswer.of(use.costs.of_campaign(who, campaign_id, limit, cursor))
