"""What makes and launches campaigns, for whoever asks for it: a person over HTTP, or the clock."""

from collections.abc import Iterable
from functools import partial

from astromedia.domain.edition import Kind
from astromedia.domain.ports import Campaigns
from astromedia.domain.queue import Dispatch
from astromedia.gateway.routing.learning import Learning
from astromedia.kit.clock import utc_now
from astromedia.kit.settings import LaunchSettings
from astromedia.playbooks.builtin import PLAYBOOKS
from astromedia.playbooks.compiler import compile_playbook
from astromedia.services.audit import Audit
from astromedia.services.budgets import BudgetService
from astromedia.services.campaigns import CampaignService
from astromedia.services.paging import Cursors
from astromedia.services.playbooks import PlaybookService
from astromedia.services.quotes import QuoteService
from astromedia.services.shelf import Shelf
from astromedia.storage.accounts import DynamoAccounts
from astromedia.storage.api_keys import DynamoApiKeys
from astromedia.storage.audit import DynamoAuditLog
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.editions import DynamoEditions
from astromedia.storage.learning import DynamoLearning

from .campaigns import campaign_store
from .catalog import agent_catalog
from .engine import engine
from .models import model_settings, model_switch


class Launching:
    """The services that it takes; `dispatch` starts who waits for a slot."""

    def __init__(self, settings: LaunchSettings, cursors: Cursors, dispatch: Dispatch) -> None:
        campaigns = campaign_store(settings.CAMPAIGNS_TABLE)
        self._cursors = cursors
        self._editions = DynamoEditions(settings.CAMPAIGNS_TABLE)
        self.models = partial(model_settings, settings.MODEL_SETTINGS_SECRET_ARN)
        self.switch = model_switch(settings.MODEL_SWITCH_PARAMETER)
        self.learning = Learning(DynamoLearning(settings.LEDGER_TABLE), utc_now)
        self.catalog = agent_catalog(settings.CAMPAIGNS_TABLE)
        self.playbooks = PlaybookService(
            shelf=self.shelf(Kind.PLAYBOOK, PLAYBOOKS),
            built_in=PLAYBOOKS,
            catalog=self.catalog,
            engine=engine(settings),
            compiled=compile_playbook,
        )
        self.quotes = QuoteService(
            campaigns=campaigns,
            agents=self.catalog,
            models=self.models,
            switch=self.switch,
            expect=self.learning.expected,
            clock=utc_now,
        )
        self.audit = Audit(log=DynamoAuditLog(settings.ACCOUNTS_TABLE), clock=utc_now)
        self.budgets = self._budgets(settings, campaigns)
        self.campaigns = CampaignService(
            campaigns=campaigns,
            playbooks=self.playbooks.ready,
            quotes=self.quotes,
            budgets=self.budgets,
            dispatch=dispatch,
            cursors=cursors,
            clock=utc_now,
        )

    def _budgets(self, settings: LaunchSettings, campaigns: Campaigns) -> BudgetService:
        return BudgetService(
            budgets=DynamoBudgets(settings.LEDGER_TABLE),
            accounts=DynamoAccounts(settings.ACCOUNTS_TABLE),
            api_keys=DynamoApiKeys(settings.ACCOUNTS_TABLE),
            campaigns=campaigns,
            audit=self.audit,
            cursors=self._cursors,
            clock=utc_now,
        )

    def shelf(self, kind: Kind, built_in: Iterable[str]) -> Shelf:
        """What workspaces wrote of one kind, besides what is built in."""
        return Shelf(kind=kind, built_in=tuple(built_in), editions=self._editions, cursors=self._cursors, clock=utc_now)
