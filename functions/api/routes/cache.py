"""The cache: what it saved, and how to make it forget."""

from typing import Annotated

from fastapi import Query

from ..dependencies import Known, UseCases
from ..messages.base import Id
from ..messages.cache import CacheAnswer, DroppedAnswer
from ..problems import problems
from ..routing import Noun

router = Noun("/v1/cache", tag="cache")
OfCampaign = Annotated[Id | None, Query(description="Only what was first answered for this campaign.")]
OfAgent = Annotated[str | None, Query(max_length=40, description="Only this agent's answers.")]


@router.get("", summary="Read cache figures", responses=problems(401))
async def figures(use: UseCases, who: Known) -> CacheAnswer:
    """Hits and misses by level and agent, the dollars saved, and how sure the semantic level is."""
    return CacheAnswer.of(use.cache.by_agent(who))


@router.delete("", summary="Drop cached answers", responses=problems(401, 403, 404, 422))
async def drop(use: UseCases, who: Known, campaign_id: OfCampaign = None, agent: OfAgent = None) -> DroppedAnswer:
    """Forget the answers of a campaign or of an agent, or all of the workspace's if neither is named."""
    return DroppedAnswer(dropped=use.cache.drop(who, campaign_id, agent))
