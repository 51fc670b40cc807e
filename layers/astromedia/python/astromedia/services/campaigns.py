"""Campaigns: create, find, launch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from astromedia.agents.definition import Agent
from astromedia.domain.account import Caller
from astromedia.domain.brief import Brief
from astromedia.domain.campaign import Campaign, CampaignStatus, Phase
from astromedia.domain.change import Change, event_of
from astromedia.domain.errors import Conflict, FieldError, InvalidInput
from astromedia.domain.event import EventType
from astromedia.domain.ids import new_id
from astromedia.domain.permission import Permission
from astromedia.domain.ports import Campaigns, Clock
from astromedia.domain.queue import Dispatch, Ticket
from astromedia.domain.review import ApprovalPolicy, ApprovalRule, Governance
from astromedia.kit.ahead import ahead
from astromedia.playbooks.model import Playbook

from .budgets import BudgetService
from .paging import Cursors, Listing
from .quotes import QuoteService
from .roles import require

DEFAULT_PLAYBOOK = "campaign"
LONGEST_NAME = 120


class Governed(NamedTuple):
    """How much people decide in a campaign."""

    governance: Governance = Governance.AUTO
    phase_rules: Mapping[str, ApprovalRule] = {}
    approval_policy: ApprovalPolicy = ApprovalPolicy()


BY_DEFAULT = Governed()
Ready = tuple[Playbook, Mapping[str, Agent[Any]]]


@dataclass(frozen=True, kw_only=True)
class CampaignService:
    """Over any store; `playbooks` gives what a campaign of a workspace follows under a name, and its phases' agents."""

    campaigns: Campaigns
    playbooks: Callable[[str, str], Ready]
    quotes: QuoteService
    budgets: BudgetService
    dispatch: Dispatch
    cursors: Cursors
    clock: Clock

    def create(
        self,
        caller: Caller,
        brief: Brief,
        name: str | None = None,
        playbook: str = DEFAULT_PLAYBOOK,
        model_budget: Decimal | None = None,
        governed: Governed = BY_DEFAULT,
        campaign_id: str | None = None,
    ) -> Campaign:
        """A new DRAFT with all its phases; its models may cost at most `model_budget` (US dollars) together.

        With a `campaign_id` of one's own, the same again gives the campaign that there is. InvalidInput if there is no
        such playbook or phase; Forbidden if only an owner or admin may allow that much.
        """
        require(caller, Permission.CAMPAIGNS_WRITE, "create campaigns")
        (followed, agents), now = self.playbooks(caller.workspace_id, playbook), self.clock()
        check_rules(governed.phase_rules, [phase.name for phase in followed.phases])
        campaign = Campaign(
            id=campaign_id or new_id(now),
            workspace_id=caller.workspace_id,
            created_by=caller.user_id,
            name=name or default_name(brief),
            playbook=playbook,
            playbook_version=followed.version,
            brief=brief,
            created_at=now,
            **governed._asdict(),
        )
        if model_budget is not None:
            self.budgets.cap_campaign(caller, campaign.id, model_budget, new=True)
        return self._added(caller, campaign, followed, idle_phases(campaign, followed, agents))

    def _added(self, caller: Caller, campaign: Campaign, playbook: Playbook, phases: Sequence[Phase]) -> Campaign:
        data = {"name": campaign.name, "playbook": playbook.name, "governance": campaign.governance}
        created = event_of(campaign, EventType.CAMPAIGN_CREATED, caller.request_id, campaign.created_at, data)
        try:
            self.campaigns.add(campaign, phases, playbook.model_dump(mode="json"), created)
        except Conflict:
            return self.get(caller, campaign.id)
        return campaign

    def get(self, caller: Caller, campaign_id: str) -> Campaign:
        """NotFound if it is not the workspace's."""
        return self.campaigns.get(caller.workspace_id, campaign_id)

    def page(
        self, caller: Caller, limit: int, cursor: str | None = None, status: CampaignStatus | None = None
    ) -> Listing[Campaign]:
        """Newest first."""
        of = f"campaigns/{status or ''}"
        after = self.cursors.open(caller.workspace_id, of, cursor)
        page = self.campaigns.page(caller.workspace_id, limit, after, status)
        return Listing(page.items, self.cursors.seal(caller.workspace_id, of, page.next_position))

    def launch(self, caller: Caller, campaign_id: str) -> Campaign:
        """Start the work on a DRAFT, or let it wait for a slot. Conflict if it is anything else; BudgetExceeded if a
        budget has less left than the campaign is likely to cost (the p95 of its quote)."""
        require(caller, Permission.CAMPAIGNS_WRITE, "launch campaigns")
        latest = self.quotes.latest(caller.workspace_id)
        budgets = ahead(lambda: self.budgets.of_campaign(caller, campaign_id, caller.api_key_id))
        state = self.campaigns.state(caller.workspace_id, campaign_id)
        campaign = state.campaign
        if campaign.status is not CampaignStatus.DRAFT:
            raise Conflict(f"Campaign {campaign_id} is {campaign.status}; only a DRAFT can be launched.")
        quote = self.quotes.of(state, latest)
        self.budgets.check_enough(caller, budgets(), quote.total.p95)
        now = self.clock()
        launch = {"status": CampaignStatus.RUNNING, "launched_at": now, "launched_by": caller.user_id, "run": 1}
        fixed = {"max_costs": quote.max_costs, "launched_with": caller.api_key_id}
        running = campaign.model_copy(update=launch | fixed)
        told = event_of(running, EventType.CAMPAIGN_LAUNCHED, caller.request_id, now, {"by": caller.user_id})
        ticket = ticket_for(running, caller.request_id, now)
        change = Change(running.workspace_id, running.id, campaign=running, ticket=ticket, events=[told])
        saved = self.campaigns.commit(change).campaign
        assert saved is not None, "a campaign was given"
        self.dispatch(caller.workspace_id, ticket)
        return saved


def ticket_for(campaign: Campaign, request_id: str, at: datetime) -> Ticket:
    """The ticket of the campaign's present run."""
    return Ticket(
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        run=campaign.run,
        request_id=request_id,
        at=at,
    )


def check_rules(rules: Mapping[str, ApprovalRule], phases: Sequence[str]) -> None:
    """InvalidInput, naming each, if a rule is for none of the `phases`."""
    known = ", ".join(phases)
    faults = [FieldError(f"phase_rules.{name}", f"is not a phase: {known}") for name in rules if name not in phases]
    if faults:
        raise InvalidInput("The phase rules are not acceptable.", faults)


def default_name(brief: Brief) -> str:
    """What a campaign is called when nobody named it: who, and what for."""
    name = f"{brief.company.name}: {brief.company.offer}"
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def idle_phases(campaign: Campaign, playbook: Playbook, agents: Mapping[str, Agent[Any]]) -> list[Phase]:
    """The phases that `campaign` will go through, in the playbook's order; `agents` are theirs, by name."""
    return [
        Phase(
            campaign_id=campaign.id,
            workspace_id=campaign.workspace_id,
            name=phase.name,
            agent=phase.agent,
            position=position,
            needs=phase.needs,
            produces=agents[phase.agent].produces,
            inputs=phase.inputs,
            title=phase.title,
            group=phase.group,
            validation=phase.validation,
            approval=phase.approval,
            agent_version=agents[phase.agent].version,
        )
        for position, phase in enumerate(playbook.phases)
    ]
