"""The models there are, and what people think of what they wrote."""

from ..dependencies import CampaignId, Known, UseCases
from ..messages.models import CostShareAnswer, ModelsAnswer, NewCostShare
from ..messages.phases import Rating, RatingAnswer
from ..problems import BODY, problems
from ..routing import Noun
from .phases import PhaseName

router = Noun("/v1", tag="models")


@router.get("/models", summary="List models", responses=problems(401))
async def models(use: UseCases, who: Known) -> ModelsAnswer:
    """The models that may be asked, their prices, what the router has learnt, and why it last chose as it did.

    A model that the operator has switched off for a while says why: until it is on again others do its work.
    """
    return ModelsAnswer.of(use.models.catalogue(who))


@router.put("/models/cost-share", summary="Set the cost share", responses=problems(401, 403, *BODY))
async def set_cost_share(use: UseCases, who: Known, body: NewCostShare) -> CostShareAnswer:
    """Change what a call may cost on average, as a share of what the dearest model costs. For owners and admins.

    It shapes which models are chosen, within half a minute; how much may be spent is for budgets to say.
    """
    return CostShareAnswer(share=use.models.set_cost_share(who, body.share))


@router.post(
    "/campaigns/{campaign_id}/phases/{phase}/rating",
    summary="Rate a phase",
    responses=problems(401, 403, 404, 409, *BODY),
)
async def rate(use: UseCases, who: Known, campaign_id: CampaignId, phase: PhaseName, body: Rating) -> RatingAnswer:
    """Tell the router how good a phase's output is. The same verdict again changes nothing, another one replaces it.

    409 if the phase is not completed.
    """
    revision = use.models.rate(who, campaign_id, phase, body.verdict)
    return RatingAnswer(phase=phase, revision=revision, verdict=body.verdict)
