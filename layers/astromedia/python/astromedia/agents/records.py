"""How a phase's work is recorded: each step of it in one change, which another run may have been faster with."""

from collections.abc import Sequence
from typing import NamedTuple

from astromedia.domain import transitions
from astromedia.domain.asset import Asset
from astromedia.domain.campaign import Campaign, Failure, Phase, PhaseStatus
from astromedia.domain.change import Change
from astromedia.domain.errors import AstroError, CampaignEnded, Conflict, WorkError
from astromedia.domain.ledger import Entries
from astromedia.domain.ports import Campaigns, Clock, LedgerEntries
from astromedia.domain.review import needs_approval

from .allowance import used_up


class Finished(NamedTuple):
    """What an agent's work made of its phase; for a `reason`, a person has to look at it whatever the governance."""

    phase: Phase
    assets: Sequence[Asset]
    reason: str | None


class Records(NamedTuple):
    """The records of one Lambda's work, under the id of the request that asked for it."""

    campaigns: Campaigns
    entries: LedgerEntries
    clock: Clock
    request_id: str

    def started(self, phase: Phase) -> Phase:
        """The agent begins. Conflict if another run has just begun, or ended, the same."""
        return self._commit(transitions.started(phase, self.request_id, self.clock()))

    def rendering(self, phase: Phase) -> None:
        """A film is being made: who comes to look after it has not begun anew."""
        if not phase.rendering:
            self._commit(transitions.rendering(phase, self.request_id, self.clock()))

    def asked_again(self, phase: Phase, campaign: Campaign) -> Phase:
        """An approval that expired is asked for once more."""
        return self._commit(transitions.asked_again(phase, campaign, self.request_id, self.clock()))

    def ended(self, done: Finished, campaign: Campaign, books: Entries | None = None) -> Phase:
        """What is `done` is completed, or waits for a person: for its reason, or because the `campaign` wants it.

        Its governance may have changed while the agent worked: what counts is what it is when this is stored. Also if
        somebody marked the phase as failed meanwhile. If another run was faster with the same revision, that one
        counts; CampaignEnded if the revision is not wanted any more. `books` are all entries of the phase, if known.
        """
        phase = done.phase
        try:
            return self._commit(self._ending(done, campaign, books or self._books(phase))._replace(given=campaign))
        except Conflict:
            state = self.campaigns.state(phase.workspace_id, phase.campaign_id)
        now = state.phase(phase.name)
        if now is None or now.revision != phase.revision or now.status is PhaseStatus.SKIPPED:
            raise CampaignEnded(f"Revision {phase.revision} of phase {phase.name} is not wanted any more.")
        if now.status in (PhaseStatus.RUNNING, PhaseStatus.FAILED):
            same = phase.model_copy(update={"version": now.version, "told": now.told})
            return self.ended(done._replace(phase=same), state.campaign)
        return now

    def _ending(self, done: Finished, campaign: Campaign, books: Entries) -> Change:
        now, phase = self.clock(), done.phase
        rule = campaign.phase_rules.get(phase.name, phase.approval)
        if done.reason is None and not needs_approval(campaign.governance, rule):
            return transitions.completed(phase, done.assets, books, self.request_id, now)
        return transitions.submitted(phase, done.assets, books, campaign, self.request_id, now, done.reason)

    def failed(self, phase: Phase, error: Exception) -> None:
        """The error ended it. If somebody else has ended it meanwhile, or works on it, it is theirs to say how."""
        attempts = error.attempts if isinstance(error, WorkError) else ()
        tried = phase.tried(attempts).model_copy(update={"drafts": phase.drafts + used_up(attempts)})
        change = transitions.failed(tried, failure_of(error), self._books(phase), self.request_id, self.clock())
        try:
            self._commit(change)
        except Conflict:
            return

    def _books(self, phase: Phase) -> Entries:
        return self.entries.books(phase.workspace_id, phase.campaign_id)

    def _commit(self, change: Change) -> Phase:
        (phase,) = self.campaigns.commit(change).phases
        return phase


def failure_of(error: Exception) -> Failure:
    """What people are told: our own errors in full, of any other only the kind (its text may hold anything)."""
    detail = error.detail if isinstance(error, AstroError) else "An unexpected error; see the function's log"
    return Failure(error=type(error).__name__, detail=detail)
