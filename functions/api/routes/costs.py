"""What will be spent, and what was."""

from typing import Annotated

from fastapi import Query

from astromedia.domain.brief import Day

from ..dependencies import CampaignId, Cursor, Known, Limit, UseCases
from ..messages.costs import CostsAnswer
from ..messages.quotes import QuoteAnswer
from ..messages.spend import SpendAnswer
from ..problems import problems
from ..routing import Noun

router = Noun("/v1", tag="costs")
From = Annotated[Day | None, Query(alias="from", description="The first day (UTC). Default: the month's first.")]
To = Annotated[Day | None, Query(description="The last day (UTC). Default: today.")]


@router.get("/campaigns/{campaign_id}/quote", summary="Quote a campaign", responses=problems(401, 404, 409, 422))
async def quote(use: UseCases, who: Known, campaign_id: CampaignId) -> QuoteAnswer:
    """What the campaign will cost, by phase: from its playbook and brief, prices, the cache, and past runs.

    409 if none of the models that could be asked has a price.
    """
    return QuoteAnswer.of(use.quotes.quote(who, campaign_id))


@router.get("/campaigns/{campaign_id}/costs", summary="Read costs", responses=problems(401, 404, 422))
async def costs(
    use: UseCases, who: Known, campaign_id: CampaignId, limit: Limit = 100, cursor: Cursor = None
) -> CostsAnswer:
    """The campaign's ledger page by page, and its totals by phase and by model."""
    return CostsAnswer.of(use.costs.of_campaign(who, campaign_id, limit, cursor))


@router.get("/costs", summary="Read spend", responses=problems(401, 422))
async def spend(use: UseCases, who: Known, first: From = None, to: To = None) -> SpendAnswer:
    """What the workspace spent: by user, campaign, agent, model, provider and day. At most a year at once."""
    return SpendAnswer.of(use.costs.of_workspace(who, first, to))
