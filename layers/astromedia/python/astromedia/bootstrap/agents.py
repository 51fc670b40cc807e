"""What the agents are made of."""

import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import Any, cast

from astromedia.agents.definition import Agent
from astromedia.agents.registry import AGENTS
from astromedia.agents.runtime import AgentOf, Runtime
from astromedia.agents.schema import Part
from astromedia.domain.campaign import CampaignStatus
from astromedia.domain.model import Model
from astromedia.domain.ports import Campaigns
from astromedia.domain.task import PhaseTask
from astromedia.gateway.absent import NoIndex
from astromedia.gateway.calls import Purpose
from astromedia.gateway.gateway import Gateway
from astromedia.gateway.providers.table import ProviderTable
from astromedia.gateway.routing.router import BanditRouter
from astromedia.gateway.semantic.index import SemanticCache
from astromedia.gateway.settings import ModelSettings
from astromedia.kit.aside import Aside
from astromedia.kit.clock import utc_now
from astromedia.kit.metrics import Metric
from astromedia.kit.observability import LOG, bind, measured, meter, warn
from astromedia.kit.settings import AgentSettings, read
from astromedia.kit.start import begun, build
from astromedia.ledger.ledger import Ledger
from astromedia.services.measuring import OWN
from astromedia.storage.assets import DynamoAssets
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.bus import EventBridgeBus
from astromedia.storage.files import S3Files
from astromedia.storage.learning import DynamoLearning
from astromedia.storage.ledger import DynamoLedgerEntries

from .cache import cache_store
from .campaigns import campaign_store
from .catalog import agent_catalog
from .models import model_settings, model_switch
from .snapshots import as_far_as_let

AgentHandler = Callable[[dict[str, Any], Any], dict[str, Any]]

ASIDE = Aside()
"""What nobody waits for before an invocation ends."""


def agent_handler(agent: Agent[Any]) -> AgentHandler:
    """The Lambda handler of `agent`: the ids of a phase in, its name and status out."""
    return _handler(lambda settings: lambda phase: agent)


def own_agent_handler() -> AgentHandler:
    """The Lambda handler of every agent that a workspace defined itself: which one it is, the phase says."""
    return _handler(lambda settings: agent_catalog(settings.CAMPAIGNS_TABLE).of)


def _handler(agent_of: Callable[[AgentSettings], AgentOf]) -> AgentHandler:
    @measured
    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        task = PhaseTask.model_validate(event)
        bind(**task.whose)
        settings = read(AgentSettings)
        seconds = context.get_remaining_time_in_millis() / 1000
        try:
            return agent_runtime(settings).run(agent_of(settings), task, seconds)._asdict()
        finally:
            ASIDE.finish()
            cache_store(settings).flush()

    begun(_ahead)
    return handler


@as_far_as_let
def _ahead() -> None:
    """Make what the first event would wait for: collaborators, and the SDKs of the providers to ask."""
    gateway = cast(Gateway, agent_runtime(read(AgentSettings)).models)
    cast(ProviderTable, gateway.providers).load(route.provider for route in gateway.text_routes)
    for base in (Model, Part):
        build(base)


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
    campaigns = campaign_store(settings.CAMPAIGNS_TABLE)
    return Runtime(
        campaigns=campaigns,
        entries=entries,
        assets=DynamoAssets(settings.CAMPAIGNS_TABLE),
        files=files,
        models=replace(_gateway(settings, same.models, files, entries), wanted=partial(_goes_on, campaigns)),
        clock=utc_now,
    )


def _gateway(settings: AgentSettings, models: ModelSettings, files: S3Files, entries: DynamoLedgerEntries) -> Gateway:
    budgets, bus = DynamoBudgets(settings.LEDGER_TABLE), EventBridgeBus(settings.EVENT_BUS_NAME)
    secret, store = settings.MODEL_SETTINGS_SECRET_ARN, cache_store(settings)
    return Gateway(
        text_routes=models.text_routes,
        image_routes=models.image_routes,
        video_routes=models.video_routes,
        providers=ProviderTable(models, fresh=lambda: model_settings(secret, fresh=True)),
        prices=models.prices,
        ledger=Ledger(budgets=budgets, entries=entries, clock=utc_now, alert=bus.publish),
        files=files,
        store=store,
        semantic=SemanticCache(store, random.random) if settings.CACHE_URL else NoIndex(),
        router=BanditRouter(store=DynamoLearning(settings.LEDGER_TABLE), clock=utc_now, warn=warn, aside=ASIDE),
        switch=model_switch(settings.MODEL_SWITCH_PARAMETER),
        clock=utc_now,
        log=_log,
        meter=_meter,
    )


def _goes_on(campaigns: Campaigns, purpose: Purpose) -> bool:
    """Whether the campaign of a call was not cancelled meanwhile."""
    return campaigns.get(purpose.workspace_id, purpose.campaign_id).status is not CampaignStatus.CANCELLED


def _meter(metric: Metric, value: float = 1, /, **dimensions: str) -> None:
    """Agents that workspaces defined themselves are told of as one: there may be any number."""
    agent = dimensions.get("agent")
    meter(metric, value, **dimensions | ({"agent": OWN} if agent is not None and agent not in AGENTS else {}))


def _log(message: str, /, **facts: object) -> None:
    LOG.info(message, extra=facts)
