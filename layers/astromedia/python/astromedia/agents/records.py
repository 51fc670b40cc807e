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

    def ended(
        self, begun: Phase, made: Phase, assets: Sequence[Asset], campaign: Campaign, reason: str | None
    ) -> Phase:
        """What was `made` is completed, or waits for a person: for `reason`, or because the `campaign` wants it.

        Its governance may have changed while the agent worked: what counts is what it is when this is stored. Also if
        somebody marked the phase as failed meanwhile. If another run was faster with the same revision, that one
        counts; CampaignEnded if the revision is not wanted any more.
        """
        try:
            return self._commit(self._ending(made, assets, campaign, reason)._replace(given=campaign))
        except Conflict:
            state = self.campaigns.state(begun.workspace_id, begun.campaign_id)
        now = state.phase(begun.name)
        if now is None or now.revision != begun.revision or now.status is PhaseStatus.SKIPPED:
            raise CampaignEnded(f"Revision {begun.revision} of phase {begun.name} is not wanted any more.")
        if now.status in (PhaseStatus.RUNNING, PhaseStatus.FAILED):
            same = {"version": now.version, "told": now.told}
            return self.ended(now, made.model_copy(update=same), assets, state.campaign, reason)
        return now

    def _ending(self, made: Phase, assets: Sequence[Asset], campaign: Campaign, reason: str | None) -> Change:
        books, now = self._books(made), self.clock()
        rule = campaign.phase_rules.get(made.name, made.approval)
        if reason is None and not needs_approval(campaign.governance, rule):
            return transitions.completed(made, assets, books, self.request_id, now)
        return transitions.submitted(made, assets, books, campaign, self.request_id, now, reason)

    def failed(self, phase: Phase, error: Exception) -> None:
        """The error ended it. If somebody else has ended it meanwhile, or works on it, it is theirs to say how."""
        attempts = error.attempts if isinstance(error, WorkError) else ()
        tried = phase.model_copy(update={"attempts": (*phase.attempts, *attempts)})
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
