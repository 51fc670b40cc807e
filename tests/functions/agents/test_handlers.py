"""The agents' handlers, each as its Lambda: one campaign from the first phase to the last, over the real storage."""

import importlib
import json
from decimal import Decimal

import boto3
import pytest

from astromedia.agents.registry import AGENTS
from astromedia.bootstrap.agents import agent_handler
from astromedia.domain.campaign import Campaign, PhaseStatus
from astromedia.domain.errors import ConfigurationError, InputMissing
from astromedia.kit.settings import AgentSettings, read
from astromedia.playbooks.builtin import CAMPAIGN
from astromedia.storage.assets import DynamoAssets
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.ledger import DynamoLedgerEntries
from tests.cloud import CAMPAIGNS, LEDGER


class FiveMinutes:
    """What Lambda tells a function of its invocation."""

    def get_remaining_time_in_millis(self) -> int:
        return 300_000


def test_the_team_finishes_a_campaign(campaign: Campaign, ids: dict[str, str]) -> None:
    for phase in CAMPAIGN.phases:
        handler = importlib.import_module(f"functions.agents.{phase.agent}.handler").handler
        told = handler(ids | {"phase": phase.name}, FiveMinutes())
        assert told == {"phase": phase.name, "status": "COMPLETED", "wait_seconds": 0}
    done = DynamoCampaigns(CAMPAIGNS).phases(campaign.workspace_id, campaign.id)
    assert {phase.status for phase in done} == {PhaseStatus.COMPLETED}
    entries = DynamoLedgerEntries(LEDGER).of_campaign(campaign.workspace_id, campaign.id)
    assert [entry.cost for entry in entries] == [Decimal(0)] * 15
    assert {entry.request_id for entry in entries} == {"R1"}
    assert len(DynamoAssets(CAMPAIGNS).of_campaign(campaign.workspace_id, campaign.id)) == 5


def test_a_phase_that_starts_too_early_raises_by_the_name_the_state_machine_knows(
    campaign: Campaign, ids: dict[str, str]
) -> None:
    with pytest.raises(InputMissing, match="Phase video needs"):
        agent_handler(AGENTS["video_producer"])(ids | {"phase": "video"}, FiveMinutes())


@pytest.mark.parametrize(
    ("secret", "message"),
    [
        ({"MODEL_CHAIN": "openai"}, "OPENAI_API_KEY is not set"),
        ({"MODEL_CHAIN": "skynet"}, "MODEL_CHAIN"),
        ({"OPENAI_API_KEY": "hidden-key", "COLOUR": "red"}, "COLOUR"),
    ],
)
def test_bad_model_settings_are_named_without_a_key(
    campaign: Campaign, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch, secret: dict[str, str], message: str
) -> None:
    name = f"models-{abs(hash(message))}"
    arn = boto3.client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(secret))["ARN"]
    monkeypatch.setenv("MODEL_SETTINGS_SECRET_ARN", arn)
    assert arn == read(AgentSettings).MODEL_SETTINGS_SECRET_ARN
    with pytest.raises(ConfigurationError, match=message) as caught:
        agent_handler(AGENTS["analyst"])(ids | {"phase": "research"}, FiveMinutes())
    assert "hidden-key" not in str(caught.value)
