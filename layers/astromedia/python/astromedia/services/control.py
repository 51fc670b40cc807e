"""Control of a campaign that was launched: pause, resume, cancel, retry, and what may change while it runs."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from astromedia.domain import transitions
from astromedia.domain.account import Caller
from astromedia.domain.brief import Brief
from astromedia.domain.campaign import Campaign, CampaignStatus, PhaseStatus
from astromedia.domain.change import Change, State, event_of
from astromedia.domain.errors import Conflict, FieldError, InvalidInput
from astromedia.domain.event import Event, EventType
from astromedia.domain.money import plain
from astromedia.domain.permission import Permission
from astromedia.domain.ports import Bus, Campaigns, Clock, Gates, LedgerEntries, Queue
from astromedia.domain.queue import Dispatch, Ticket
from astromedia.domain.review import ApprovalPolicy, ApprovalRule, Governance
from astromedia.domain.versions import Versions, check_version

from .budgets import BudgetService
from .campaigns import check_rules, ticket_for
from .gates import GateService
from .quotes import QuoteService
from .roles import require
from .runs import LIVE, Runs

CONTROL = "control campaigns"
TRIES = 20
"""A campaign that is cancelled has phases that end by themselves meanwhile."""
FOR_GOOD = (CampaignStatus.COMPLETED, CampaignStatus.CANCELLED)


@dataclass(frozen=True, kw_only=True)
class ControlService:
    """Over any store. `abandon` releases the holds of a campaign's calls that have not begun."""

    campaigns: Campaigns
    entries: LedgerEntries
    gates: Gates
    keeper: GateService
    runs: Runs
    queue: Queue
    quotes: QuoteService
    budgets: BudgetService
    bus: Bus
    abandon: Callable[[str, str], int]
    dispatch: Dispatch
    clock: Clock

    def pause(self, caller: Caller, campaign_id: str) -> Campaign:
        """No further phase begins; what is at work is finished. A paused one stays so. Conflict unless it runs."""
        state = self._state(caller, campaign_id)
        if state.campaign.status is CampaignStatus.PAUSED:
            return state.campaign
        if state.campaign.status is not CampaignStatus.RUNNING:
            raise Conflict(f"Campaign {campaign_id} is {state.campaign.status}; only a RUNNING one can be paused.")
        return self._move(caller, state.campaign, CampaignStatus.PAUSED, EventType.CAMPAIGN_PAUSED)

    def resume(self, caller: Caller, campaign_id: str) -> Campaign:
        """Go on: a PAUSED campaign from where it waits, a FAILED one as `retry` does. One that runs just runs."""
        state = self._state(caller, campaign_id)
        if state.campaign.status is CampaignStatus.FAILED:
            return self._run_again(caller, state, EventType.CAMPAIGN_RESUMED)
        if state.campaign.status not in LIVE:
            raise Conflict(f"Campaign {campaign_id} is {state.campaign.status}; only a PAUSED one can be resumed.")
        campaign = state.campaign
        if campaign.status is CampaignStatus.PAUSED:
            campaign = self._move(caller, campaign, CampaignStatus.RUNNING, EventType.CAMPAIGN_RESUMED)
        self.keeper.nudge(caller.workspace_id, campaign_id)
        return campaign

    def retry(self, caller: Caller, campaign_id: str) -> Campaign:
        """Run a FAILED campaign again: what is completed is kept. Conflict if it is anything else; BudgetExceeded."""
        state = self._state(caller, campaign_id)
        if state.campaign.status is not CampaignStatus.FAILED:
            raise Conflict(f"Campaign {campaign_id} is {state.campaign.status}; only a FAILED one can be retried.")
        return self._run_again(caller, state, EventType.CAMPAIGN_RETRIED)

    def cancel(self, caller: Caller, campaign_id: str) -> Campaign:
        """End the campaign for good: its execution stops, what is not completed is skipped, money held for calls that
        have not begun is freed. A call in flight is paid for when it ends. Conflict if the campaign has ended.

        Cancelling again does what a first one that was cut off left undone, and tells others once more.
        """
        campaign = self._cancelled(caller, campaign_id)
        self.runs.stop(campaign, "cancelled")
        whose = caller.workspace_id, campaign_id
        for gate in self.gates.of_campaign(*whose):
            self.gates.remove(gate)
        self.queue.forget(*whose, campaign.run)
        self.queue.release(*whose, campaign.run)
        self.abandon(*whose)
        ids = {"workspace_id": caller.workspace_id, "campaign_id": campaign_id, "request_id": caller.request_id}
        self.bus.publish(EventType.CAMPAIGN_CANCELLED, ids)
        self.dispatch(caller.workspace_id)
        return campaign

    def change(self, caller: Caller, campaign_id: str, wishes: "Wishes", wanted: Versions = None) -> Campaign:
        """Change what is given; the phases that begin, or end their work, from here on go by it.

        A decision that is asked for already stays asked for. InvalidInput if a rule names no phase, or the brief of a
        launched campaign is to change; Conflict if the campaign has ended, or the cap is below what is spent or held;
        PreconditionFailed if it is of no `wanted` version.
        """
        state = self._state(caller, campaign_id)
        campaign = state.campaign
        check_version(campaign.version, wanted)
        fields = wishes.fields()
        if campaign.status in FOR_GOOD and fields.keys() - {"name"}:
            raise Conflict(f"Campaign {campaign_id} is {campaign.status}; only its name can still be changed.")
        if wishes.brief is not None and campaign.status is not CampaignStatus.DRAFT:
            message = f"cannot change any more: the campaign is {campaign.status}"
            raise InvalidInput("The brief is fixed.", [FieldError("brief", message)])
        check_rules(wishes.phase_rules or {}, [phase.name for phase in state.phases])
        if wishes.model_budget is not None:
            self.budgets.cap_campaign(caller, campaign_id, wishes.model_budget)
        told = wishes.told()
        if not told:
            return campaign
        return self._changed(caller, campaign, fields, EventType.CAMPAIGN_CHANGED, told, wanted)

    def _run_again(self, caller: Caller, state: State, type: EventType) -> Campaign:
        """The next run, on the same playbook; each phase that is left may cost its quote once more.

        Who has it run by an API key has that key pay; who does not leaves the key that pays.
        """
        campaign = state.campaign
        quote = self.quotes.of(state, self.quotes.latest(campaign.workspace_id))
        left = {phase.name: phase for phase in state.phases if phase.status is not PhaseStatus.COMPLETED}
        books = self.entries.books(campaign.workspace_id, campaign.id)
        spent = {name: transitions.spend_of(phase, books).cost for name, phase in left.items()}
        costs = dict(campaign.max_costs) | {name: spent[name] + quote.max_costs[name] for name in left}
        likely = sum((one.cost.p95 for one in quote.phases if one.phase in left), Decimal(0))
        key = caller.api_key_id or campaign.launched_with
        self.budgets.check_left(caller, campaign.id, likely, key)
        again = {"status": CampaignStatus.RUNNING, "run": campaign.run + 1, "max_costs": costs}
        running = campaign.model_copy(update=again | {"failure": None, "ended_at": None, "launched_with": key})
        ticket = ticket_for(running, caller.request_id, self.clock())
        event = self._event(caller, running, type, {"run": running.run, "kept": len(state.phases) - len(left)})
        saved = self._commit(running, [event], ticket)
        self.dispatch(caller.workspace_id, ticket)
        return saved

    def _cancelled(self, caller: Caller, campaign_id: str) -> Campaign:
        """The campaign once it is CANCELLED, and all of its phases have ended."""
        for _ in range(TRIES):
            state = self._state(caller, campaign_id)
            if state.campaign.status in (CampaignStatus.COMPLETED, CampaignStatus.FAILED):
                raise Conflict(f"Campaign {campaign_id} is {state.campaign.status}; there is nothing to cancel.")
            with suppress(Conflict):  # A phase has ended by itself meanwhile.
                return self._cancel(caller, state)
        raise Conflict(f"Campaign {campaign_id} changes too fast to be cancelled; try again.")

    def _cancel(self, caller: Caller, state: State) -> Campaign:
        """Told last that it is cancelled, in one change with all that is skipped. Where that is too much for one, the
        campaign goes first, so that no phase fails it meanwhile."""
        campaign = state.campaign
        books = self.entries.books(campaign.workspace_id, campaign.id)
        skips = transitions.all_skipped(state.phases, books, caller.request_id, self.clock(), besides=2)
        if campaign.status is not CampaignStatus.CANCELLED:
            first = skips.pop() if len(skips) == 1 else Change(campaign.workspace_id, campaign.id)
            ended = campaign.model_copy(update={"status": CampaignStatus.CANCELLED, "ended_at": self.clock()})
            told = self._event(caller, campaign, EventType.CAMPAIGN_CANCELLED, {"by": caller.user_id})
            saved = self.campaigns.commit(first._replace(campaign=ended, events=[*first.events, told])).campaign
            assert saved is not None, "a campaign was given"
            campaign = saved
        for change in skips:
            self.campaigns.commit(change)
        return campaign

    def _move(self, caller: Caller, campaign: Campaign, to: CampaignStatus, type: EventType) -> Campaign:
        return self._changed(caller, campaign, {"status": to}, type, {"by": caller.user_id})

    def _changed(
        self,
        caller: Caller,
        campaign: Campaign,
        update: Mapping[str, Any],
        type: EventType,
        told: Mapping[str, Any],
        wanted: Versions = None,
    ) -> Campaign:
        """The campaign with `update`, even if something else of it changes at the same moment: as when its execution
        begins. Conflict if that is its status; PreconditionFailed if it is then of no `wanted` version."""
        for _ in range(TRIES):
            try:
                event = self._event(caller, campaign, type, told)
                return self._commit(campaign.model_copy(update=update), [event])
            except Conflict:
                now = self.campaigns.get(campaign.workspace_id, campaign.id)
                check_version(now.version, wanted)
                if now.status is not campaign.status:
                    raise
                campaign = now
        raise Conflict(f"Campaign {campaign.id} changes too fast; try again.")

    def _state(self, caller: Caller, campaign_id: str) -> State:
        require(caller, Permission.CAMPAIGNS_WRITE, CONTROL)
        return self.campaigns.state(caller.workspace_id, campaign_id)

    def _commit(self, campaign: Campaign, events: Sequence[Event], ticket: Ticket | None = None) -> Campaign:
        change = Change(campaign.workspace_id, campaign.id, campaign=campaign, ticket=ticket, events=events)
        saved = self.campaigns.commit(change).campaign
        assert saved is not None, "a campaign was given"
        return saved

    def _event(self, caller: Caller, campaign: Campaign, type: EventType, data: Mapping[str, Any]) -> Event:
        return event_of(campaign, type, caller.request_id, self.clock(), data)


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What is to change; None leaves a thing as it is. `model_budget` in US dollars."""

    name: str | None = None
    brief: Brief | None = None
    governance: Governance | None = None
    phase_rules: Mapping[str, ApprovalRule] | None = None
    approval_policy: ApprovalPolicy | None = None
    model_budget: Decimal | None = None

    def fields(self) -> dict[str, Any]:
        """What is to change of the campaign itself."""
        return {name: wish for name, wish in vars(self).items() if wish is not None and name != "model_budget"}

    def told(self) -> dict[str, Any]:
        """The same as the timeline tells it."""
        told: dict[str, Any] = {}
        for name, wish in self.fields().items():
            told[name] = wish.model_dump(mode="json") if isinstance(wish, Brief | ApprovalPolicy) else wish
        return told if self.model_budget is None else told | {"model_budget": plain(self.model_budget)}
