"""Gates: where phases wait for people. What a person decided is in the table; here is who gets woken by it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from astromedia.domain import transitions
from astromedia.domain.campaign import Campaign, CampaignStatus, Phase, PhaseStatus
from astromedia.domain.change import Change, State
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.event import EventType
from astromedia.domain.gate import Gate
from astromedia.domain.ports import Campaigns, Clock, Engine, Gates, Queue
from astromedia.domain.queue import SlotStatus
from astromedia.domain.review import Review
from astromedia.domain.task import GateTask
from astromedia.kit.metrics import APPROVAL_AGE
from astromedia.kit.observability import LOG, bound, meter

from .progress import Publish
from .runs import LIVE

MOST_AT_ONCE = 1000
"""More are left for the next look, which comes in a minute; each takes some 30 ms."""
CHECK = timedelta(minutes=5)
"""How often a gate is looked after: so late may be who was to be woken by a process that died."""


def waits(state: State, name: str) -> bool:
    """Whether the phase has to wait: for a decision, or for its campaign to be resumed."""
    phase = state.phase(name)
    if phase is None or state.campaign.status not in LIVE:
        return False
    if phase.status is PhaseStatus.AWAITING_APPROVAL:
        return phase.review is not None and phase.review.decision is None
    return phase.status is not PhaseStatus.COMPLETED and state.campaign.status is CampaignStatus.PAUSED


def only_waits(state: State) -> bool:
    """Whether no phase of the campaign is at work, or about to be."""
    done = {phase.name for phase in state.phases if phase.status is PhaseStatus.COMPLETED}
    paused = state.campaign.status is CampaignStatus.PAUSED
    return not any(
        phase.status is PhaseStatus.RUNNING
        or (phase.status in (PhaseStatus.IDLE, PhaseStatus.FAILED) and done.issuperset(phase.needs) and not paused)
        for phase in state.phases
    )


@dataclass(frozen=True, kw_only=True)
class GateService:
    """Over any store of gates; `publish` tells others of what a person should know.

    `dispatch` starts who waits for a slot, those of the given workspace among them.
    """

    campaigns: Campaigns
    gates: Gates
    engine: Engine
    queue: Queue
    publish: Publish
    dispatch: Callable[[str], object]
    clock: Clock

    def hold(self, task: GateTask) -> bool:
        """Let a phase wait with its task's token; whether it does: what it waited for may have come meanwhile.

        A campaign of which nothing is at work gives its slot back as long as it waits.
        """
        gate = Gate(task.workspace_id, task.campaign_id, task.phase, task.token, task.request_id, self.clock() + CHECK)
        self.gates.put(gate)
        state = self.campaigns.state(task.workspace_id, task.campaign_id)
        if not waits(state, task.phase):
            self._wake(gate)
            return False
        review = _open_review(state.phase(task.phase))
        if review is not None:
            self.gates.postpone(gate, min(gate.due, review.due))
        if only_waits(state):
            self._lend_slot(state.campaign)
        return True

    def open(self, workspace_id: str, campaign_id: str) -> int:
        """Wake every phase of the campaign that does not have to wait any more; how many those are."""
        gates = self.gates.of_campaign(workspace_id, campaign_id)
        if not gates:
            return 0
        state = self.campaigns.state(workspace_id, campaign_id)
        ready = [gate for gate in gates if not waits(state, gate.phase)]
        if ready:
            self.queue.unpark(workspace_id, campaign_id, state.campaign.run)
        return sum(self._wake(gate) for gate in ready)

    def nudge(self, workspace_id: str, campaign_id: str) -> None:
        """Wake who may go on, never in the way of who decided it: what fails is logged, and left to the next look."""
        try:
            self.open(workspace_id, campaign_id)
        except Exception:
            LOG.exception("gates not opened", extra={"workspace_id": workspace_id, "campaign_id": campaign_id})

    def look_after(self) -> int:
        """Look after the gates that are due, of all workspaces: remind, let expire, wake who was forgotten.

        How many those are. One that fails is logged, and looked after again next time.
        """
        due = self.gates.due(self.clock(), MOST_AT_ONCE)
        for gate in due:
            with bound(**_whose(gate)):
                try:
                    self._look_after(gate)
                except Exception:
                    LOG.exception("gate not looked after")
        return len(due)

    def _lend_slot(self, campaign: Campaign) -> None:
        """Let others run while the campaign waits. Who opened one of its gates meanwhile found no slot to take back."""
        place = campaign.workspace_id, campaign.id, campaign.run
        if self.queue.park(*place):
            if only_waits(self.campaigns.state(campaign.workspace_id, campaign.id)):
                self.dispatch(campaign.workspace_id)
            else:
                self.queue.unpark(*place)

    def _is_running(self, campaign: Campaign) -> bool:
        """Whether the campaign's present run uses a slot, and its execution is known to have been started.

        If it is not, nobody would start it once the slot is lent.
        """
        place = campaign.id, campaign.run, SlotStatus.RUNNING
        slots = self.queue.slots(campaign.workspace_id)
        return place in [(slot.ticket.campaign_id, slot.ticket.run, slot.status) for slot in slots]

    def _look_after(self, gate: Gate) -> None:
        now = self.clock()
        try:
            state = self.campaigns.state(gate.workspace_id, gate.campaign_id)
        except NotFound:
            self.gates.remove(gate)
            return
        phase = state.phase(gate.phase)
        review = _open_review(phase)
        if review is not None:
            meter(APPROVAL_AGE, (now - review.requested_at).total_seconds())
        if phase is not None and review is not None and waits(state, gate.phase) and review.due <= now:
            self._prompt(phase, review, gate.request_id, now)
        self.open(gate.workspace_id, gate.campaign_id)
        if waits(state, gate.phase) and only_waits(state) and self._is_running(state.campaign):
            # One of several decisions was made, and took the slot back; the branch it opened has come to its end.
            self._lend_slot(state.campaign)
        after = _open_review(self.campaigns.phase(gate.workspace_id, gate.campaign_id, gate.phase))
        later = now + CHECK
        self.gates.postpone(gate, min(later, after.due) if after and after.due > now else later)

    def _prompt(self, phase: Phase, review: Review, request_id: str, now: datetime) -> None:
        """Remind of a review that is due, or let it expire; nothing, if somebody decides at the same moment."""
        if now < review.expires_at:
            reminded = review.model_copy(update={"reminded_at": now})
            facts = {"expires_at": review.expires_at.isoformat(), "assignee": review.assignee}
            change = transitions.reviewed(phase, reminded, EventType.PHASE_REMINDED, request_id, now, **facts)
        else:
            change = _expired(phase, review, request_id, now)
        try:
            self.campaigns.commit(change)
        except Conflict:
            return
        for event in change.events:
            ids = {"workspace_id": phase.workspace_id, "campaign_id": phase.campaign_id, "request_id": request_id}
            self.publish(event.type, ids | {"phase": phase.name} | dict(event.data))

    def _wake(self, gate: Gate) -> bool:
        """Whether an execution went on. One that is over, or was woken before, is none."""
        woken = self.engine.wake(gate.token)
        self.gates.remove(gate)
        return woken


def _open_review(phase: Phase | None) -> Review | None:
    """The decision that the phase waits for."""
    if phase is None or phase.status is not PhaseStatus.AWAITING_APPROVAL or phase.review is None:
        return None
    return phase.review if phase.review.decision is None else None


def _expired(phase: Phase, review: Review, request_id: str, now: datetime) -> Change:
    data = {"on_expiry": review.on_expiry}
    if review.on_expiry == "fail":
        over = review.model_copy(update={"decision": "expired", "decided_at": now})
        return transitions.reviewed(phase, over, EventType.PHASE_EXPIRED, request_id, now, **data)
    taken = review.model_copy(update={"decision": "approved", "decided_at": now})
    told = transitions.reviewed(phase, taken, EventType.PHASE_EXPIRED, request_id, now, **data)
    approved = transitions.approved(phase, taken, request_id, now)
    return approved._replace(events=[*told.events, *approved.events])


def _whose(gate: Gate) -> dict[str, str]:
    return {
        "workspace_id": gate.workspace_id,
        "campaign_id": gate.campaign_id,
        "request_id": gate.request_id,
        "phase": gate.phase,
    }
