"""Reviews: people approve a phase's exact content, edit it, or send it back with what they want better."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from astromedia.agents.content import content_hash
from astromedia.agents.definition import Agent, Context
from astromedia.agents.inputs import inputs_for
from astromedia.agents.prompt import checked
from astromedia.domain import transitions
from astromedia.domain.account import Caller
from astromedia.domain.campaign import CampaignStatus, Phase, PhaseStatus
from astromedia.domain.change import Change, State
from astromedia.domain.errors import Conflict, FieldError, InvalidInput, NotFound
from astromedia.domain.event import EventType
from astromedia.domain.learning import Verdict
from astromedia.domain.permission import PERMISSIONS, Permission
from astromedia.domain.ports import Accounts, Campaigns, Clock
from astromedia.domain.review import Review
from astromedia.gateway.calls import OutputRejected
from astromedia.kit.ahead import ahead
from astromedia.kit.observability import LOG

from .gates import GateService
from .merging import merged
from .paging import Cursors, Listing
from .roles import require
from .runs import LIVE

DECIDE = "decide on phases"
Judge = Callable[[str, str, str, int, Verdict], object]
"""Tells the router what people think of one revision: workspace, campaign, phase, revision, verdict."""


@dataclass(frozen=True, kw_only=True)
class ReviewService:
    """Over any store; `agent_of` gives the agent that a phase was given to, and `judge` lets the router learn."""

    campaigns: Campaigns
    accounts: Accounts
    gates: GateService
    agent_of: Callable[[Phase], Agent[Any]]
    judge: Judge
    cursors: Cursors
    clock: Clock

    def waiting(self, caller: Caller, limit: int, cursor: str | None = None) -> Listing[Phase]:
        """The workspace's phases that wait for a decision, those that waited longest first."""
        after = self.cursors.open(caller.workspace_id, "approvals", cursor)
        page = self.campaigns.awaiting(caller.workspace_id, limit, after)
        return Listing(page.items, self.cursors.seal(caller.workspace_id, "approvals", page.next_position))

    def approve(
        self,
        caller: Caller,
        campaign_id: str,
        name: str,
        content: str,
        edits: Mapping[str, Any] | None = None,
        comment: str | None = None,
    ) -> Phase:
        """Take the content whose hash is `content`, with `edits` (an RFC 7396 merge patch) made to it.

        Forbidden for viewers; NotFound; InvalidInput if the edits break the agent's rules; Conflict, with the reason,
        if there is nothing to decide (any more), or on other content.
        """
        state, phase = self._open(caller, campaign_id, name, content)
        taken = self._edited(state, phase, edits) if edits else phase
        decision: Verdict = "approved" if taken.content_hash == phase.content_hash else "edited"
        review = self._decided(caller, phase, decision, comment)
        self._commit(transitions.approved(taken, review, caller.request_id, self.clock()))
        return self._over(phase, decision)

    def reject(self, caller: Caller, campaign_id: str, name: str, feedback: str, content: str | None = None) -> Phase:
        """Send the present revision back: the next one begins, with `feedback`. Raises as `approve` does."""
        _, phase = self._open(caller, campaign_id, name, content)
        review = self._decided(caller, phase, "rejected", feedback)
        self._commit(transitions.rejected(phase, review, caller.request_id, self.clock()))
        return self._over(phase, "rejected")

    def reassign(self, caller: Caller, campaign_id: str, name: str, user_id: str) -> Phase:
        """Ask another member to decide. InvalidInput if they cannot; else raises as `approve` does."""
        found = ahead(lambda: self.accounts.member(caller.workspace_id, user_id))
        _, phase = self._open(caller, campaign_id, name, None)
        member = found()
        if member is None or Permission.PHASES_DECIDE not in PERMISSIONS[member.role]:
            raise InvalidInput("Nobody can decide.", [FieldError("user_id", "is no member who may decide on phases")])
        review = _review(phase).model_copy(update={"assignee": user_id})
        told = {"assignee": user_id, "by": caller.user_id}
        change = transitions.reviewed(
            phase, review, EventType.PHASE_REASSIGNED, caller.request_id, self.clock(), **told
        )
        (changed,) = self._commit(change).phases
        return changed

    def _open(self, caller: Caller, campaign_id: str, name: str, content: str | None) -> tuple[State, Phase]:
        """What there is to decide on, if it is the content that the caller has seen."""
        require(caller, Permission.PHASES_DECIDE, DECIDE)
        state = self.campaigns.state(caller.workspace_id, campaign_id)
        phase = state.phase(name)
        if phase is None:
            raise NotFound(f"Campaign {campaign_id} has no phase {name}.")
        if content is not None and content != phase.content_hash:
            self._refuse_other(phase, content)
        if phase.status is not PhaseStatus.AWAITING_APPROVAL or _review(phase).decision is not None:
            raise Conflict(_why_not(phase))
        if state.campaign.status not in (*LIVE, CampaignStatus.FAILED):
            raise Conflict(f"Campaign {campaign_id} is {state.campaign.status}: there is nothing to decide on.")
        return state, phase

    def _refuse_other(self, phase: Phase, content: str) -> NoReturn:
        earlier = self.campaigns.revisions(phase.workspace_id, phase.campaign_id, phase.name)
        old = next((one for one in earlier if one.content_hash == content), None)
        if old is not None:
            by = _decision_of(old)
            raise Conflict(
                f"That is revision {old.revision} of phase {phase.name}, which was {by}; revision {phase.revision} is "
                f"{phase.status}. Read the phase again, and decide on what it is now."
            )
        if phase.status is not PhaseStatus.AWAITING_APPROVAL:
            raise Conflict(_why_not(phase))
        raise Conflict(
            f"The content of phase {phase.name} (revision {phase.revision}) is not the one you decided on: its hash is "
            f"{phase.content_hash}. Read the phase again."
        )

    def _edited(self, state: State, phase: Phase, edits: Mapping[str, Any]) -> Phase:
        agent = self.agent_of(phase)
        wanted = tuple(dict.fromkeys([*agent.inputs, *phase.inputs]))
        inputs = inputs_for(wanted, state.phases, phase.name, agent.optional)
        context = Context(state.campaign.brief, inputs, rule=phase.validation)
        try:
            output = checked(agent, context, merged(phase.output or {}, edits)).output
        except OutputRejected as rejected:
            raise InvalidInput("The edits are not acceptable.", [_fault(fault) for fault in rejected.faults]) from None
        output = agent.finish(output, context)
        before = agent.output.model_validate(phase.output)
        if list(agent.renderings(output, context)) != list(agent.renderings(before, context)):
            message = "change what pictures or film are made of; reject the phase with feedback to have them made anew"
            raise InvalidInput("The edits are not acceptable.", [FieldError("edits", message)])
        content = output.model_dump(mode="json")
        return phase.model_copy(update={"output": content, "content_hash": content_hash(content)})

    def _decided(self, caller: Caller, phase: Phase, decision: Verdict, feedback: str | None) -> Review:
        by = {"decision": decision, "decided_at": self.clock(), "decided_by": caller.user_id, "feedback": feedback}
        return _review(phase).model_copy(update=by)

    def _commit(self, change: Change) -> Change:
        try:
            return self.campaigns.commit(change)
        except Conflict:
            # Somebody was faster: say what they decided.
            (phase,) = change.phases
            now = self.campaigns.phase(change.workspace_id, change.campaign_id, phase.name)
            raise Conflict(_why_not(now)) from None

    def _over(self, phase: Phase, verdict: Verdict) -> Phase:
        """Wake whoever waited, let the router learn, and return the phase as it is then."""
        learnt = ahead(lambda: self._judge(phase, verdict))
        self.gates.nudge(phase.workspace_id, phase.campaign_id)
        learnt()
        return self.campaigns.phase(phase.workspace_id, phase.campaign_id, phase.name)

    def _judge(self, phase: Phase, verdict: Verdict) -> None:
        try:
            self.judge(phase.workspace_id, phase.campaign_id, phase.name, phase.revision, verdict)
        except Exception:
            place = {"workspace_id": phase.workspace_id, "campaign_id": phase.campaign_id}
            LOG.exception("verdict not learnt", extra={**place, "phase": phase.name, "revision": phase.revision})


def _review(phase: Phase) -> Review:
    assert phase.review is not None, "a phase that waits has a review"
    return phase.review


def _fault(fault: str) -> FieldError:
    field, _, message = fault.partition(": ")
    return FieldError(f"edits.{field}", message or "is not acceptable")


def _why_not(phase: Phase) -> str:
    """Why there is nothing to decide on."""
    status = f"Phase {phase.name} (revision {phase.revision}) is {phase.status}"
    if phase.review is not None and phase.review.decision is not None:
        return f"{status}: it was {_decision_of(phase)}."
    if phase.feedback is not None and phase.revision > 1:
        return f"{status}: revision {phase.revision - 1} was rejected, and the next one answers that. Wait for it."
    return f"{status}; only one that is AWAITING_APPROVAL can be decided on."


def _decision_of(phase: Phase) -> str:
    review = phase.review
    if review is None or review.decision is None or review.decided_at is None:
        return "not decided on"
    who = f" by {review.decided_by}" if review.decided_by else " as nobody decided in time"
    return f"{review.decision}{who} at {review.decided_at:%Y-%m-%dT%H:%M:%SZ}"
