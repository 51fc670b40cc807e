"""The runtime: declared inputs in, model asked, output checked, rendered, stored. A repeat changes nothing but time."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import BaseModel

from astromedia.domain import transitions
from astromedia.domain.asset import Asset
from astromedia.domain.campaign import Attempt, Campaign, CampaignStatus, Phase, PhaseStatus
from astromedia.domain.change import State
from astromedia.domain.errors import ApprovalExpired, CampaignEnded, NotFound, RenderPending
from astromedia.domain.ledger import Entries, LedgerEntry
from astromedia.domain.ports import Assets, Campaigns, Clock, Files, LedgerEntries
from astromedia.domain.task import PhaseTask
from astromedia.gateway.calls import Models, Purpose

from .allowance import LONGEST_TEXT_SECONDS, RESERVE_SECONDS, Allowance, draft_step
from .content import content_hash
from .definition import Agent, Context, Feedback
from .inputs import inputs_for
from .prompt import checked, text_call
from .records import Finished, Records
from .studio import Studio

AgentOf = Callable[[Phase], Agent[Any]]
"""Who does a phase."""


class Work(NamedTuple):
    """What one run of an agent came to; `response` is what it says it did about a person's feedback."""

    output: BaseModel
    response: str | None
    assets: Sequence[Asset]
    attempts: Sequence[Attempt]
    entries: Sequence[LedgerEntry]


class Outcome(NamedTuple):
    """What the state machine is told: the phase's status, PAUSED if it may not begin yet, or RENDERING.

    Then it is to be run again in `wait_seconds`.
    """

    phase: str
    status: str
    wait_seconds: int = 0


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """Runs any agent for one phase of a campaign. What the phase costs is what the ledger's `entries` say."""

    campaigns: Campaigns
    entries: LedgerEntries
    assets: Assets
    files: Files
    models: Models
    clock: Clock
    monotonic: Callable[[], float] = time.monotonic

    def run(self, agent_of: AgentOf, task: PhaseTask, seconds: float = 300.0) -> Outcome:
        """Bring the phase forward within `seconds` by its agent (`agent_of` says which), and say where it is then.

        What is completed, or waits for a person, is left as it is. Raises the error that ended the phase (after
        recording it): the ASL retries or catches it by its class name. CampaignEnded if the campaign was cancelled.
        """
        ends = self.monotonic() + seconds - RESERVE_SECONDS
        state = self.campaigns.state(task.workspace_id, task.campaign_id)
        phase = state.phase(task.phase)
        if phase is None:
            raise NotFound(f"Campaign {task.campaign_id} has no phase {task.phase}.")
        if state.campaign.status is CampaignStatus.CANCELLED:
            raise CampaignEnded(f"Campaign {task.campaign_id} was cancelled.")
        records = Records(self.campaigns, self.entries, self.clock, task.request_id)
        if (status := self._at_rest(phase, state, records)) is not None:
            return Outcome(task.phase, status)
        try:
            return Outcome(task.phase, self._done(agent_of(phase), phase, state, task, ends, records))
        except RenderPending as pending:
            return Outcome(task.phase, "RENDERING", pending.seconds)

    def _at_rest(self, phase: Phase, state: State, records: Records) -> str | None:
        """Where the phase is, if there is nothing for the agent to do (now)."""
        review = phase.review
        expired = review is not None and review.decision == "expired"
        if expired and phase.status is PhaseStatus.AWAITING_APPROVAL:
            error = ApprovalExpired(f"Nobody decided on phase {phase.name} in time; retry the campaign to ask again.")
            records.failed(phase, error)
            raise error
        if expired and phase.status is PhaseStatus.FAILED:
            # What the agent made is still good: a retry asks for the approval again.
            return records.asked_again(phase, state.campaign).status.value
        if review is not None and phase.status is PhaseStatus.AWAITING_APPROVAL and review.lapsed(self.clock()):
            # Its time passed while the campaign had failed, and nobody could decide.
            return records.asked_again(phase, state.campaign).status.value
        if phase.status in (PhaseStatus.COMPLETED, PhaseStatus.AWAITING_APPROVAL):
            return phase.status.value
        return CampaignStatus.PAUSED.value if state.campaign.status is CampaignStatus.PAUSED else None

    def _done(
        self, agent: Agent[Any], phase: Phase, state: State, task: PhaseTask, ends: float, records: Records
    ) -> str:
        """Where the phase is once its agent has done it."""
        repeated = phase.status is not PhaseStatus.IDLE
        phase = records.started(phase)
        try:
            money = self._money(state.campaign, phase, repeated=repeated)
            work = self._work(agent, phase, state, task, Allowance(ends, money, repeated, self.monotonic))
        except RenderPending:
            records.rendering(phase)
            raise
        except Exception as error:
            records.failed(phase, error)
            raise
        made = Finished(_made(phase, work), work.assets, agent.needs_review(work.output))
        # Nobody else has entered anything for a phase that was never begun before.
        books = Entries(work.entries) if phase.revision == 1 and not repeated else None
        return records.ended(made, state.campaign, books).status.value

    def _work(self, agent: Agent[Any], phase: Phase, state: State, task: PhaseTask, allowance: Allowance) -> Work:
        context, purpose = self._context(agent, phase, state), _purpose(agent, phase, state.campaign, task)
        call = text_call(agent, context, purpose).model_copy(update=allowance.bounds(LONGEST_TEXT_SECONDS))
        answer = self.models.text(call, lambda data: checked(agent, context, data))
        allowance.spend(answer.cost)
        output = agent.finish(answer.value.output, context)
        studio = Studio(assets=self.assets, files=self.files, models=self.models, clock=self.clock, allowance=allowance)
        made = [studio.render(rendering, purpose) for rendering in agent.renderings(output, context)]
        attempts = [*answer.attempts, *(attempt for piece in made for attempt in piece.attempts)]
        entries = [*answer.entries, *(entry for piece in made for entry in piece.entries)]
        return Work(output, answer.value.response, [piece.asset for piece in made], attempts, entries)

    def _context(self, agent: Agent[Any], phase: Phase, state: State) -> Context:
        wanted = tuple(dict.fromkeys([*agent.inputs, *phase.inputs]))
        inputs = inputs_for(wanted, state.phases, phase.name, agent.optional, any_at_least=agent.reviews)
        return Context(state.campaign.brief, inputs, self._feedback(phase), phase.validation)

    def _feedback(self, phase: Phase) -> Feedback | None:
        """What a person wants better than in the revision before."""
        if phase.feedback is None:
            return None
        *_, rejected = self.campaigns.revisions(phase.workspace_id, phase.campaign_id, phase.name)
        return Feedback(phase.feedback, rejected.output or {})

    def _money(self, campaign: Campaign, phase: Phase, *, repeated: bool) -> Decimal | None:
        """What is left of the maximum of the phase's quote: of this revision, as each is a new piece of work."""
        most = campaign.max_costs.get(phase.name)
        if most is None or not repeated:
            return most
        return most - transitions.spend_of(phase, self.entries.books(phase.workspace_id, phase.campaign_id)).cost


def _purpose(agent: Agent[Any], phase: Phase, campaign: Campaign, task: PhaseTask) -> Purpose:
    """The purpose of the phase's text call: whoever launched the campaign is who spends."""
    return Purpose(
        **task.model_dump(include={"workspace_id", "campaign_id", "request_id", "phase"}),
        revision=phase.revision,
        agent=agent.name,
        step=draft_step(phase.drafts),
        user_id=campaign.launched_by or campaign.created_by,
        api_key_id=campaign.launched_with,
    )


def _made(phase: Phase, work: Work) -> Phase:
    output = work.output.model_dump(mode="json")
    made = {"output": output, "content_hash": content_hash(output), "response": work.response}
    return phase.tried(work.attempts).model_copy(update=made)
