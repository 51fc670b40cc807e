"""The whole API over fakes: no network, no cloud, and time stands still."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from astromedia.agents.catalog import Catalog
from astromedia.domain.campaign import Campaign
from astromedia.domain.errors import NotFound
from astromedia.domain.idempotency import Claims
from astromedia.domain.identity import PROVIDERS, IdentityProvider, Provider
from astromedia.domain.queue import Ticket
from astromedia.domain.rate import Rate
from astromedia.gateway.settings import ModelSettings
from astromedia.ledger.ledger import Ledger
from astromedia.services.account_mail import AccountMail
from astromedia.services.accounts import AccountService
from astromedia.services.api import Services, derived_key
from astromedia.services.api_keys import ApiKeyService
from astromedia.services.assets import AssetService
from astromedia.services.audit import Audit, AuditReader
from astromedia.services.budgets import BudgetService
from astromedia.services.caching import CacheService
from astromedia.services.campaigns import CampaignService
from astromedia.services.concurrency import ConcurrencyService
from astromedia.services.control import ControlService
from astromedia.services.costs import CostService
from astromedia.services.erasures import ErasureService
from astromedia.services.errands import Done, Errander, ErrandService
from astromedia.services.exports import ExportService
from astromedia.services.firing import Firing
from astromedia.services.gates import GateService
from astromedia.services.health import Probe
from astromedia.services.idempotency import IdempotencyService
from astromedia.services.invitations import InvitationService
from astromedia.services.key_texts import Seals
from astromedia.services.logins import Logins
from astromedia.services.mail_tokens import MailedTokens
from astromedia.services.models import ModelService
from astromedia.services.oauth import OAuthService
from astromedia.services.paging import Cursors
from astromedia.services.passwords import Passwords
from astromedia.services.personal import PersonalService
from astromedia.services.phases import PhaseService
from astromedia.services.placing import Placement
from astromedia.services.quotes import QuoteService
from astromedia.services.rates import Allowed, RateService
from astromedia.services.resets import ResetService
from astromedia.services.reviews import ReviewService
from astromedia.services.runs import Runs
from astromedia.services.schedules import ScheduleService
from astromedia.services.second_factor import SecondFactor
from astromedia.services.sessions import SessionService
from astromedia.services.signing import Keyring
from astromedia.services.sweeping import Sweeper
from astromedia.services.tokens import LIFETIME, Tokens
from astromedia.services.two_factor import TwoFactorService
from astromedia.services.uploads import UploadService
from astromedia.services.usage import UsageService
from astromedia.services.verification import VerificationService
from astromedia.services.workspaces import WorkspaceService
from astromedia.storage.identity_providers import identity_provider
from tests import fakes
from tests.fakes.cache import FakeCache
from tests.fakes.identity_providers import CREDENTIALS, FakeProviders
from tests.fakes.switch import FakeSwitch
from tests.playbooks import agent_service, playbook_service

from .learning import FakeLearning

SIGNING_KEY = "k" * 64
PLENTY = Allowed(auth=Rate(1_000_000, 60), ai=Rate(1_000_000, 60), standard=Rate(1_000_000, 60))
"""For tests that are not about limits."""


@dataclass
class FakeReports:
    """Implements services.api.Reports with next to nothing."""

    campaigns: fakes.FakeCampaigns

    def html(self, workspace_id: str, campaign_id: str, now: datetime) -> str:
        return f"<h1>{self._campaign(workspace_id, campaign_id).name}</h1>{now:%Y}"

    def data(self, workspace_id: str, campaign_id: str) -> Mapping[str, Any]:
        return {"name": self._campaign(workspace_id, campaign_id).name}

    def _campaign(self, workspace_id: str, campaign_id: str) -> Campaign:
        return self.campaigns.get(workspace_id, campaign_id)


@dataclass
class World:
    """Every fake, and the services on them."""

    accounts: fakes.FakeAccounts = field(default_factory=fakes.FakeAccounts)
    api_keys: fakes.FakeApiKeys = field(init=False)
    audit: fakes.FakeAuditLog = field(default_factory=fakes.FakeAuditLog)
    outbox: fakes.FakeOutbox = field(default_factory=fakes.FakeOutbox)
    mail_tokens: fakes.FakeMailTokens = field(default_factory=fakes.FakeMailTokens)
    errands: fakes.FakeErrands = field(default_factory=fakes.FakeErrands)
    sessions: fakes.FakeSessions = field(init=False)
    pending_logins: fakes.FakePendingLogins = field(default_factory=fakes.FakePendingLogins)
    uploads: fakes.FakeUploads = field(init=False)
    inbox: fakes.FakeInbox = field(init=False)
    attempts: fakes.FakeAttempts = field(default_factory=fakes.FakeAttempts)
    identities: fakes.FakeIdentities = field(default_factory=fakes.FakeIdentities)
    erasures: fakes.FakeErasures = field(init=False)
    exports: fakes.FakeExports = field(init=False)
    sealed_keys: fakes.FakeSealedKeys = field(default_factory=fakes.FakeSealedKeys)
    campaigns: fakes.FakeCampaigns = field(default_factory=fakes.FakeCampaigns)
    gates: fakes.FakeGates = field(default_factory=fakes.FakeGates)
    bus: fakes.FakeBus = field(default_factory=fakes.FakeBus)
    ledger: fakes.FakeLedgerEntries = field(default_factory=fakes.FakeLedgerEntries)
    assets: fakes.FakeAssets = field(default_factory=fakes.FakeAssets)
    files: fakes.FakeFiles = field(default_factory=fakes.FakeFiles)
    engine: fakes.FakeEngine = field(default_factory=fakes.FakeEngine)
    claims: Claims = field(default_factory=fakes.FakeClaims)
    editions: fakes.FakeEditions = field(default_factory=fakes.FakeEditions)
    clock: fakes.FakeClock = field(default_factory=fakes.FakeClock)
    budgets: fakes.FakeBudgets = field(default_factory=fakes.FakeBudgets)
    queue: fakes.FakeQueue = field(default_factory=fakes.FakeQueue)
    schedules: fakes.FakeSchedules = field(default_factory=fakes.FakeSchedules)
    scheduler: fakes.FakeScheduler = field(default_factory=fakes.FakeScheduler)
    learning: FakeLearning = field(default_factory=FakeLearning)
    cache: FakeCache = field(default_factory=FakeCache)
    models: ModelSettings = field(default_factory=ModelSettings)
    switch: FakeSwitch = field(default_factory=FakeSwitch)
    allowed: Allowed = PLENTY
    probes: dict[str, Probe] = field(default_factory=lambda: {"accounts": lambda: None, "assets": lambda: None})

    strangers: set[Provider] = field(default_factory=set)
    providers: FakeProviders = field(init=False)
    _known: dict[Provider, IdentityProvider] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.providers = FakeProviders(self.clock)
        self.sessions = fakes.FakeSessions(self.accounts)
        self.api_keys = fakes.FakeApiKeys(self.accounts, self.audit)
        self.uploads = fakes.FakeUploads(self.assets)
        self.inbox = fakes.FakeInbox(self.files, self.clock)
        self.erasures = fakes.FakeErasures(self.accounts)
        self.exports = fakes.FakeExports(self.audit)

    @property
    def timeline(self) -> fakes.FakeTimeline:
        return self.campaigns.timeline

    @cached_property
    def gate_service(self) -> GateService:
        return GateService(
            campaigns=self.campaigns,
            gates=self.gates,
            engine=self.engine,
            queue=self.queue,
            publish=self.bus.publish,
            dispatch=self.dispatch,
            clock=self.clock,
        )

    def dispatch(self, workspace_id: str, launched: Ticket | None = None, /) -> None:
        """Start every run that was asked for, at once: whoever waits for a slot is the queue's own matter."""
        runs = Runs(campaigns=self.campaigns, engine=self.engine, clock=self.clock)
        while self.campaigns.tickets:
            runs.start(self.campaigns.tickets.pop(0))

    @cached_property
    def rates(self) -> fakes.FakeRates:
        return fakes.FakeRates(self.clock)

    @cached_property
    def rate_service(self) -> RateService:
        return RateService(rates=self.rates, plan_of=self.budgets.plan, allowed=self.allowed, clock=self.clock)

    def services(self) -> Services:
        cursors = Cursors(derived_key(SIGNING_KEY, "cursor"))
        audit = self._audit
        catalog = Catalog(self.editions)
        playbooks = playbook_service(self.editions, self.engine, self.clock, cursors)
        quotes = QuoteService(
            campaigns=self.campaigns,
            agents=catalog,
            models=lambda: self.models,
            expect=self.learning.expected,
            clock=self.clock,
            switch=self.switch,
        )
        budgets = BudgetService(
            budgets=self.budgets,
            accounts=self.accounts,
            api_keys=self.api_keys,
            campaigns=self.campaigns,
            audit=audit,
            cursors=cursors,
            clock=self.clock,
        )
        campaigns = CampaignService(
            campaigns=self.campaigns,
            playbooks=playbooks.ready,
            quotes=quotes,
            budgets=budgets,
            dispatch=self.dispatch,
            cursors=cursors,
            clock=self.clock,
        )
        usage = UsageService(budgets=self.budgets, clock=self.clock)
        passwords = Passwords(rounds=4)
        accounts = self.account_service(passwords)
        workspaces = WorkspaceService(
            accounts=self.accounts,
            memberships=fakes.FakeMemberships(self.accounts, self.audit),
            audit=audit,
            cursors=cursors,
        )
        return Services(
            logins=accounts.logins,
            two_factor=self.two_factor_service(accounts),
            sessions=accounts.sessions,
            accounts=accounts,
            verification=accounts.verification,
            resets=self.reset_service(passwords),
            oauth=OAuthService(
                provider=self.known,
                redirect_uris=("http://127.0.0.1/callback", "https://app.example.com/login"),
                attempts=self.attempts,
                identities=self.identities,
                accounts=self.accounts,
                logins=accounts.logins,
                audit=audit,
                mail=accounts.mail,
                clock=self.clock,
            ),
            exports=ExportService(exports=self.exports, files=self.files, audit=audit, clock=self.clock),
            personal=PersonalService(
                accounts=self.accounts,
                api_keys=self.api_keys,
                identities=self.identities,
                sessions=accounts.sessions,
                usage=usage,
                audit=audit,
                clock=self.clock,
            ),
            erasures=ErasureService(
                accounts=self.accounts,
                memberships=workspaces.memberships,
                workspaces=workspaces,
                erasures=self.erasures,
                sessions=accounts.sessions,
                passwords=accounts.passwords,
                audit=audit,
                clock=self.clock,
            ),
            api_keys=ApiKeyService(
                keys=self.api_keys,
                accounts=self.accounts,
                seals=Seals(derived_key(SIGNING_KEY, "api keys")),
                audit=audit,
                cursors=cursors,
                clock=self.clock,
            ),
            workspaces=workspaces,
            invitations=InvitationService(
                invitations=fakes.FakeInvitations(self.accounts, self.audit),
                accounts=self.accounts,
                outbox=self.outbox,
                audit=audit,
                cursors=cursors,
                clock=self.clock,
            ),
            audit=AuditReader(log=self.audit, cursors=cursors),
            campaigns=campaigns,
            control=ControlService(
                campaigns=self.campaigns,
                entries=self.ledger,
                gates=self.gates,
                keeper=self.gate_service,
                runs=Runs(campaigns=self.campaigns, engine=self.engine, clock=self.clock),
                queue=self.queue,
                quotes=quotes,
                budgets=budgets,
                bus=self.bus,
                abandon=Ledger(
                    budgets=self.budgets, entries=self.ledger, clock=self.clock, alert=self.bus.publish
                ).abandon,
                dispatch=self.dispatch,
                clock=self.clock,
            ),
            reviews=ReviewService(
                campaigns=self.campaigns,
                accounts=self.accounts,
                gates=self.gate_service,
                agent_of=catalog.of,
                judge=self.learning.verdict,
                cursors=cursors,
                clock=self.clock,
            ),
            phases=PhaseService(campaigns=self.campaigns, timeline=self.timeline, cursors=cursors),
            costs=CostService(campaigns=self.campaigns, entries=self.ledger, cursors=cursors, clock=self.clock),
            quotes=quotes,
            budgets=budgets,
            concurrency=ConcurrencyService(queue=self.queue, budgets=self.budgets, audit=audit, stage_limit=1000),
            usage=usage,
            models=ModelService(
                models=lambda: self.models,
                learning=self.learning,
                campaigns=self.campaigns,
                audit=audit,
                clock=self.clock,
                switch=self.switch,
            ),
            cache=CacheService(store=self.cache, campaigns=self.campaigns, agents=catalog),
            assets=AssetService(assets=self.assets, files=self.files, cursors=cursors, clock=self.clock),
            uploads=UploadService(
                uploads=self.uploads, inbox=self.inbox, budgets=self.budgets, audit=audit, clock=self.clock
            ),
            reports=FakeReports(self.campaigns),
            schedules=self._schedules(campaigns),
            idempotency=IdempotencyService(claims=self.claims, clock=self.clock),
            playbooks=playbooks,
            agents=agent_service(self.editions, self.clock, cursors, *self.models.text_routes),
            rates=self.rate_service,
            probes=self.probes,
            clock=self.clock,
        )

    def known(self, provider: Provider) -> IdentityProvider:
        """Who says who somebody is, unless nobody has told us what it knows us by."""
        if provider in self.strangers:
            raise NotFound("This API has no client id and secret for it.")
        if provider not in self._known:
            facts, credentials = PROVIDERS[provider], CREDENTIALS[provider]
            self._known[provider] = identity_provider(facts, credentials, self.clock, self.providers.network)
        return self._known[provider]

    def account_service(self, passwords: Passwords) -> AccountService:
        """What registers people and lets them in."""
        sessions = self.session_service()
        return AccountService(
            accounts=self.accounts,
            passwords=passwords,
            sessions=sessions,
            logins=Logins(
                accounts=self.accounts,
                sessions=sessions,
                pending=self.pending_logins,
                factor=SecondFactor(sealing=derived_key(SIGNING_KEY, "second factors")),
                audit=sessions.audit,
                clock=self.clock,
            ),
            verification=self.verification_service(),
            errander=Errander(self.errands, self.clock),
            mail=AccountMail(self.outbox),
            audit=sessions.audit,
            clock=self.clock,
        )

    def two_factor_service(self, accounts: AccountService) -> TwoFactorService:
        """What switches two-factor login on and off."""
        return TwoFactorService(
            accounts=self.accounts,
            passwords=accounts.passwords,
            factor=accounts.logins.factor,
            sessions=accounts.sessions,
            audit=accounts.audit,
            mail=accounts.mail,
            clock=self.clock,
        )

    def session_service(self) -> SessionService:
        """What begins and ends sessions."""
        return SessionService(
            accounts=self.accounts,
            sessions=self.sessions,
            tokens=Tokens(Keyring(self.sealed_keys, derived_key(SIGNING_KEY, "sealed keys"), LIFETIME)),
            successor_key=derived_key(SIGNING_KEY, "refresh tokens"),
            audit=self._audit,
            clock=self.clock,
        )

    def verification_service(self) -> VerificationService:
        """What proves that mail to an address reaches its user."""
        return VerificationService(
            accounts=self.accounts,
            mailed=self._mailed,
            mail=AccountMail(self.outbox),
            audit=self._audit,
            clock=self.clock,
        )

    def reset_service(self, passwords: Passwords) -> ResetService:
        """What gives another password to who has lost theirs."""
        return ResetService(
            accounts=self.accounts,
            errander=Errander(self.errands, self.clock),
            mailed=self._mailed,
            mail=AccountMail(self.outbox),
            passwords=passwords,
            sessions=self.session_service(),
            audit=self._audit,
            clock=self.clock,
        )

    def run_errands(self) -> list[Done]:
        """What the function for errands does with those that wait, and what became of them."""
        service = ErrandService(
            accounts=self.accounts, mailed=self._mailed, mail=AccountMail(self.outbox), audit=self._audit
        )
        waiting, self.errands.waiting = self.errands.waiting, []
        return [service.run(errand) for errand in waiting]

    @property
    def _audit(self) -> Audit:
        return Audit(log=self.audit, clock=self.clock)

    @property
    def _mailed(self) -> MailedTokens:
        return MailedTokens(tokens=self.mail_tokens, clock=self.clock)

    def sweeper(self) -> Sweeper:
        """What looks after schedules."""
        placement = Placement(schedules=self.schedules, scheduler=self.scheduler, clock=self.clock)
        return Sweeper(schedules=self.schedules, placement=placement, bus=self.bus, clock=self.clock)

    def firing(self, campaigns: CampaignService) -> Firing:
        """What the time of a schedule leads to."""
        return Firing(
            schedules=self.schedules,
            campaigns=campaigns,
            accounts=self.accounts,
            forget=self.scheduler.remove,
            bus=self.bus,
            clock=self.clock,
        )

    def _schedules(self, campaigns: CampaignService) -> ScheduleService:
        sweeper = self.sweeper()
        return ScheduleService(
            schedules=self.schedules,
            placement=sweeper.placement,
            sweeper=sweeper,
            firing=self.firing(campaigns),
            campaigns=campaigns,
            cursors=campaigns.cursors,
        )
