"""Decisions: what waits for one, and approving, rejecting, reassigning it."""

from astromedia.domain.campaign import Phase
from astromedia.services.paging import Listing

from ..dependencies import CampaignId, Cursor, Known, Limit, UseCases
from ..messages.base import Page
from ..messages.phases import PhaseAnswer
from ..messages.reviews import Approval, Reassignment, Rejection, WaitingAnswer
from ..problems import BODY, problems
from ..routing import Noun
from .phases import PhaseName

router = Noun("/v1", tag="approvals")
PHASE = "/campaigns/{campaign_id}/phases/{phase}"
REFUSALS = problems(401, 403, 404, 409, *BODY)


@router.get("/approvals", summary="List approvals", response_model=Page[WaitingAnswer], responses=problems(401, 422))
async def waiting(use: UseCases, who: Known, limit: Limit = 20, cursor: Cursor = None) -> Listing[Phase]:
    """The workspace's phases that wait for a decision, those that waited longest first."""
    return use.reviews.waiting(who, limit, cursor)


@router.post(f"{PHASE}/approve", summary="Approve a phase", response_model=PhaseAnswer, responses=REFUSALS)
async def approve(use: UseCases, who: Known, campaign_id: CampaignId, phase: PhaseName, body: Approval) -> Phase:
    """Take exactly the content that was seen, or what `edits` make of it; the campaign goes on with that.

    409, with the reason, if the phase does not wait for a decision (any more), or has other content; 422 if the edits
    break the rules of the phase's agent.
    """
    return use.reviews.approve(who, campaign_id, phase, body.content_hash, body.edits, body.comment)


@router.post(f"{PHASE}/reject", summary="Reject a phase", response_model=PhaseAnswer, responses=REFUSALS)
async def reject(use: UseCases, who: Known, campaign_id: CampaignId, phase: PhaseName, body: Rejection) -> Phase:
    """Send a phase back: its agent makes the next revision, which answers the feedback. 409 as for an approval."""
    return use.reviews.reject(who, campaign_id, phase, body.feedback, body.content_hash)


@router.post(f"{PHASE}/reassign", summary="Reassign a decision", response_model=PhaseAnswer, responses=REFUSALS)
async def reassign(use: UseCases, who: Known, campaign_id: CampaignId, phase: PhaseName, body: Reassignment) -> Phase:
    """Ask another member to decide. Anyone who may decide still can. 409 as for an approval."""
    return use.reviews.reassign(who, campaign_id, phase, body.user_id)
