"""What the agents are made of."""

from collections.abc import Callable
from functools import cache
from typing import Any

from astromedia.agents.definition import Agent
from astromedia.agents.runtime import Runtime
from astromedia.domain.task import PhaseTask
from astromedia.gateway.absent import NoCache
from astromedia.gateway.gateway import Gateway
from astromedia.gateway.pricing import price_book
from astromedia.gateway.providers.table import ProviderTable
from astromedia.gateway.settings import ModelSettings
from astromedia.kit.clock import utc_now
from astromedia.kit.observability import LOG, bind, flush_metrics, meter
from astromedia.kit.settings import AgentSettings, read
from astromedia.ledger.ledger import Ledger
from astromedia.storage.assets import DynamoAssets
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.bus import EventBridgeBus
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.files import S3Files
from astromedia.storage.ledger import DynamoLedgerEntries
from astromedia.storage.timeline import DynamoTimeline
from astromedia.storage.valkey import ValkeyCache

from .models import model_settings

AgentHandler = Callable[[dict[str, Any], Any], dict[str, str]]


def agent_handler(agent: Agent[Any]) -> AgentHandler:
    """The Lambda handler of `agent`: the ids of a phase in, its name and status out."""

    def handler(event: dict[str, Any], context: Any) -> dict[str, str]:
        task = PhaseTask.model_validate(event)
        bind(**task.model_dump())
        settings = read(AgentSettings)
        try:
            return agent_runtime(settings).run(agent, task, context.get_remaining_time_in_millis() / 1000)
        finally:
            cache_store(settings.CACHE_URL).flush()
            flush_metrics()

    return handler


def agent_runtime(settings: AgentSettings) -> Runtime:
    """The runtime that runs any agent, over DynamoDB, S3 and the gateway as the model settings are now."""
    return _runtime(settings, _Same(model_settings(settings.MODEL_SETTINGS_SECRET_ARN)))


class _Same:
    """Model settings that are the same as long as they are one object: they hold keys, and are not hashed."""

    def __init__(self, models: ModelSettings) -> None:
        self.models = models

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.models is other.models

    def __hash__(self) -> int:
        return id(self.models)


@cache
def _runtime(settings: AgentSettings, same: _Same) -> Runtime:
    files, entries = S3Files(settings.ASSETS_BUCKET), DynamoLedgerEntries(settings.LEDGER_TABLE)
    return Runtime(
        campaigns=DynamoCampaigns(settings.CAMPAIGNS_TABLE),
        timeline=DynamoTimeline(settings.CAMPAIGNS_TABLE),
        entries=entries,
        assets=DynamoAssets(settings.CAMPAIGNS_TABLE),
        files=files,
        models=_gateway(settings, same.models, files, entries),
        clock=utc_now,
    )


def _gateway(settings: AgentSettings, models: ModelSettings, files: S3Files, entries: DynamoLedgerEntries) -> Gateway:
    budgets, bus = DynamoBudgets(settings.LEDGER_TABLE), EventBridgeBus(settings.EVENT_BUS_NAME)
    secret = settings.MODEL_SETTINGS_SECRET_ARN
    return Gateway(
        text_routes=models.text_routes,
        media_routes=models.media_routes,
        providers=ProviderTable(models, fresh=lambda: model_settings(secret, fresh=True)),
        prices=price_book(models.MODEL_PRICES),
        ledger=Ledger(budgets=budgets, entries=entries, clock=utc_now, alert=bus.publish),
        files=files,
        store=cache_store(settings.CACHE_URL),
        clock=utc_now,
        log=_log,
        meter=meter,
    )


@cache
def cache_store(url: str | None) -> ValkeyCache | NoCache:
    """The shared cache at `url`; without one, none."""
    return NoCache() if url is None else ValkeyCache(url, warn=_warn)


def _log(message: str, /, **facts: object) -> None:
    LOG.info(message, extra=facts)


def _warn(message: str, /, **facts: object) -> None:
    LOG.warning(message, extra=facts)
