"""Campaigns: create, find, launch."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from astromedia.domain.account import Caller
from astromedia.domain.brief import Brief
from astromedia.domain.campaign import Campaign, CampaignStatus, Phase
from astromedia.domain.errors import Conflict, FieldError, InvalidInput
from astromedia.domain.event import EventType
from astromedia.domain.ids import new_id
from astromedia.domain.ports import Campaigns, Clock, Engine, Timeline
from astromedia.playbooks.model import Playbook

from .budgets import BudgetService
from .paging import Cursors, Listing
from .quotes import QuoteService

DEFAULT_PLAYBOOK = "campaign"
LONGEST_NAME = 120


@dataclass(frozen=True, kw_only=True)
class CampaignService:
    """Over any store, timeline and engine; `playbooks` are those a campaign may follow, by name."""

    campaigns: Campaigns
    timeline: Timeline
    engine: Engine
    playbooks: Mapping[str, Playbook]
    quotes: QuoteService
    budgets: BudgetService
    cursors: Cursors
    clock: Clock

    def create(
        self,
        caller: Caller,
        brief: Brief,
        name: str | None = None,
        playbook: str = DEFAULT_PLAYBOOK,
        model_budget: Decimal | None = None,
    ) -> Campaign:
        """A new DRAFT with all its phases; its models may cost at most `model_budget` (US dollars) together.

        InvalidInput if there is no such playbook; Forbidden if only an owner or admin may allow that much.
        """
        if playbook not in self.playbooks:
            known = ", ".join(sorted(self.playbooks))
            raise InvalidInput("The playbook is unknown.", [FieldError("playbook", f"is not one of: {known}")])
        now = self.clock()
        campaign = Campaign(
            id=new_id(now),
            workspace_id=caller.workspace_id,
            created_by=caller.user_id,
            name=name or default_name(brief),
            playbook=playbook,
            brief=brief,
            created_at=now,
        )
        if model_budget is not None:
            self.budgets.cap_campaign(caller, campaign.id, model_budget)
        # Its first event goes first: an event without a campaign is never seen, a campaign without its event would be.
        self.timeline.append(
            campaign.workspace_id,
            campaign.id,
            EventType.CAMPAIGN_CREATED,
            now,
            caller.request_id,
            data={"name": campaign.name, "playbook": playbook},
            once=EventType.CAMPAIGN_CREATED.value,
        )
        self.campaigns.add(campaign, idle_phases(campaign, self.playbooks[playbook]))
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
        """Start the work on a DRAFT. Conflict if it is anything else; BudgetExceeded if a budget has less left than
        the campaign is likely to cost (the p95 of its quote)."""
        campaign = self.get(caller, campaign_id)
        if campaign.status is not CampaignStatus.DRAFT:
            raise Conflict(f"Campaign {campaign_id} is {campaign.status}; only a DRAFT can be launched.")
        quote = self.quotes.of(campaign)
        self.budgets.check_left(caller, campaign_id, quote.total.p95)
        # Saved before anything starts: the agents hold each phase to its maximum, whoever is faster.
        agreed = {"launched_by": caller.user_id, "max_costs": quote.max_costs}
        campaign = self.campaigns.save(campaign.model_copy(update=agreed))
        self._start(caller, campaign)
        running = campaign.model_copy(update={"status": CampaignStatus.RUNNING, "launched_at": self.clock()})
        try:
            return self.campaigns.save(running)
        except Conflict:
            # The execution's first step was faster and has marked it already.
            return self.get(caller, campaign_id)

    def _start(self, caller: Caller, campaign: Campaign) -> None:
        ids = {"workspace_id": caller.workspace_id, "campaign_id": campaign.id, "request_id": caller.request_id}
        try:
            self.engine.start(campaign.playbook, campaign.id, ids)
        except Conflict:
            raise Conflict(f"Campaign {campaign.id} was launched before; follow its events.") from None


def default_name(brief: Brief) -> str:
    """What a campaign is called when nobody named it: who, and what for."""
    name = f"{brief.company.name}: {brief.company.offer}"
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def idle_phases(campaign: Campaign, playbook: Playbook) -> list[Phase]:
    """The phases that `campaign` will go through, in the playbook's order."""
    return [
        Phase(
            campaign_id=campaign.id,
            workspace_id=campaign.workspace_id,
            name=phase.name,
            agent=phase.agent,
            position=position,
            needs=phase.needs,
        )
        for position, phase in enumerate(playbook.phases)
    ]
