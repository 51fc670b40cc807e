"""What the HTTP API is made of."""

from functools import cache

from astromedia.agents.registry import AGENTS
from astromedia.domain.edition import Kind
from astromedia.domain.errors import ConfigurationError
from astromedia.domain.ports import Campaigns
from astromedia.kit.clock import utc_now
from astromedia.kit.settings import ApiSettings, read
from astromedia.kit.start import after_restore
from astromedia.services.agents import AgentService
from astromedia.services.api import Services, derived_key
from astromedia.services.assets import AssetService
from astromedia.services.audit import Audit
from astromedia.services.caching import CacheService
from astromedia.services.costs import CostService
from astromedia.services.health import Probe
from astromedia.services.idempotency import IdempotencyService
from astromedia.services.models import ModelService
from astromedia.services.paging import Cursors
from astromedia.services.phases import PhaseService
from astromedia.services.rates import RateService
from astromedia.services.report import Reports
from astromedia.services.uploads import UploadService
from astromedia.storage.probes import bucket_probe, table_probe
from astromedia.storage.secrets import read_secret

from .accounts import People
from .cache import cache_store
from .launching import Launching
from .privacy import privacy
from .rates import rate_service
from .schedules import schedule_service
from .snapshots import as_far_as_let
from .stores import Stores
from .tenancy import tenancy
from .work import Work, control_service, review_service

SIGNING_KEY = "signing_key"


@cache
def api_settings() -> ApiSettings:
    """The API's settings, read once."""
    return read(ApiSettings)


@cache
def api_services() -> Services:
    """The use cases, over DynamoDB, S3, Valkey and Step Functions."""
    settings = api_settings()
    key = _signing_key(settings)
    cursors, stores = Cursors(derived_key(key, "cursors")), Stores(settings)
    campaigns, entries = stores.campaigns, stores.entries
    work = Work(settings, stores)
    launching = Launching(settings, cursors, work.dispatch)
    people = People(settings, stores, key, launching.audit, cursors)
    tenants = tenancy(settings, stores, launching.audit, cursors)
    quotes, budgets, catalog, learning = launching.quotes, launching.budgets, launching.catalog, launching.learning
    return Services(
        **vars(people),
        **tenants._asdict(),
        **privacy(settings, stores, people, tenants)._asdict(),
        campaigns=launching.campaigns,
        control=control_service(stores, work, quotes, budgets),
        reviews=review_service(stores, work, catalog, learning.verdict, cursors),
        phases=PhaseService(campaigns=campaigns, timeline=stores.timeline, cursors=cursors),
        costs=CostService(campaigns=campaigns, entries=entries, cursors=cursors, clock=utc_now),
        quotes=quotes,
        budgets=budgets,
        models=_models(launching, campaigns),
        cache=CacheService(store=cache_store(settings), campaigns=campaigns, agents=catalog),
        assets=AssetService(assets=stores.assets, files=stores.files, cursors=cursors, clock=utc_now),
        uploads=_uploads(stores, launching.audit),
        reports=Reports(campaigns, stores.assets, stores.files, entries),
        playbooks=launching.playbooks,
        agents=_agents(launching),
        schedules=schedule_service(settings, launching.campaigns),
        idempotency=IdempotencyService(claims=stores.claims, clock=utc_now),
        rates=rate_service(settings),
        probes=_probes(settings),
        clock=utc_now,
    )


def _models(launching: Launching, campaigns: Campaigns) -> ModelService:
    return ModelService(
        models=launching.models,
        switch=launching.switch,
        learning=launching.learning,
        campaigns=campaigns,
        audit=launching.audit,
        clock=utc_now,
    )


def _uploads(stores: Stores, audit: Audit) -> UploadService:
    return UploadService(uploads=stores.uploads, inbox=stores.inbox, budgets=stores.budgets, audit=audit, clock=utc_now)


def _agents(launching: Launching) -> AgentService:
    return AgentService(
        shelf=launching.shelf(Kind.AGENT, AGENTS),
        routes=lambda: launching.models().text_routes,
    )


@as_far_as_let
def api_ahead() -> None:
    """Make what the first request would wait for. A process that is restored reads its secret again: it may be new."""
    after_restore(api_services.cache_clear)
    api_services()


def api_rates() -> RateService:
    """What counts requests: it is there before, and whether or not, the use cases can be."""
    return rate_service(api_settings())


def _probes(settings: ApiSettings) -> dict[str, Probe]:
    tables = {
        "accounts": settings.ACCOUNTS_TABLE,
        "campaigns": settings.CAMPAIGNS_TABLE,
        "ledger": settings.LEDGER_TABLE,
    }
    return {name: table_probe(table) for name, table in tables.items()} | {
        "assets": bucket_probe(settings.ASSETS_BUCKET)
    }


def _signing_key(settings: ApiSettings) -> str:
    key = read_secret(settings.AUTH_SECRET_ARN).get(SIGNING_KEY)
    if not isinstance(key, str) or len(key) < 32:
        raise ConfigurationError(f"The secret {settings.AUTH_SECRET_ARN} has no {SIGNING_KEY} of 32 or more characters")
    return key
