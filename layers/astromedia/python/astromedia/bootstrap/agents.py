"""What the agents are made of."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from pydantic import ValidationError

from astromedia.agents.definition import Agent
from astromedia.agents.runtime import Runtime
from astromedia.domain.errors import ConfigurationError
from astromedia.domain.task import PhaseTask
from astromedia.gateway.gateway import Gateway
from astromedia.gateway.pricing import price_book
from astromedia.gateway.providers.table import ProviderTable
from astromedia.gateway.settings import ModelSettings
from astromedia.kit.clock import utc_now
from astromedia.kit.observability import LOG, bind
from astromedia.kit.settings import AgentSettings, read
from astromedia.ledger.ledger import Ledger
from astromedia.storage.assets import DynamoAssets
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.files import S3Files
from astromedia.storage.ledger import DynamoLedgerEntries
from astromedia.storage.secrets import read_secret
from astromedia.storage.timeline import DynamoTimeline

AgentHandler = Callable[[dict[str, Any], object], dict[str, str]]


def agent_handler(agent: Agent[Any]) -> AgentHandler:
    """The Lambda handler of `agent`: the ids of a phase in, its name and status out."""

    def handler(event: dict[str, Any], context: object) -> dict[str, str]:
        task = PhaseTask.model_validate(event)
        bind(**task.model_dump())
        return agent_runtime(read(AgentSettings)).run(agent, task)

    return handler


def agent_runtime(settings: AgentSettings) -> Runtime:
    """The runtime that runs any agent, over DynamoDB, S3 and the gateway as the model settings are now."""
    secret = json.dumps(read_secret(settings.MODEL_SETTINGS_SECRET_ARN), sort_keys=True)
    return _runtime(settings, secret)


@cache
def _runtime(settings: AgentSettings, secret: str) -> Runtime:
    return Runtime(
        campaigns=DynamoCampaigns(settings.CAMPAIGNS_TABLE),
        timeline=DynamoTimeline(settings.CAMPAIGNS_TABLE),
        assets=DynamoAssets(settings.CAMPAIGNS_TABLE),
        files=S3Files(settings.ASSETS_BUCKET),
        models=_gateway(_model_settings(secret), settings.LEDGER_TABLE),
        clock=utc_now,
    )


def _gateway(models: ModelSettings, ledger_table: str) -> Gateway:
    return Gateway(
        text_routes=models.text_routes,
        media_routes=models.media_routes,
        providers=ProviderTable(models),
        prices=price_book(models.MODEL_PRICES),
        ledger=Ledger(DynamoLedgerEntries(ledger_table)),
        clock=utc_now,
        log=_log,
    )


def _log(message: str, /, **facts: object) -> None:
    LOG.info(message, extra=facts)


def _model_settings(secret: str) -> ModelSettings:
    try:
        return ModelSettings.model_validate_json(secret)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise ConfigurationError(f"The model settings secret is not valid: {faults}") from None
