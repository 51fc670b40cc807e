"""The agents' handlers, each as its Lambda: one campaign from the first phase to the last, over the real storage."""

import importlib
import json
from decimal import Decimal

import boto3
import pytest

from astromedia.agents.registry import AGENTS
from astromedia.bootstrap.agents import agent_handler
from astromedia.domain.campaign import Campaign, CampaignStatus, PhaseStatus
from astromedia.domain.change import Change
from astromedia.domain.errors import ConfigurationError, InputMissing
from astromedia.domain.rules import ValidationRule
from astromedia.kit.settings import AgentSettings, read
from astromedia.playbooks.builtin import CAMPAIGN
from astromedia.playbooks.model import Playbook, PlaybookPhase
from astromedia.services.campaigns import idle_phases
from astromedia.storage.assets import DynamoAssets
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.ledger import DynamoLedgerEntries
from tests import samples
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


SPRINT = Playbook(
    name="sprint",
    title="Copy with a review",
    phases=(
        PlaybookPhase(name="research", agent="analyst"),
        PlaybookPhase(name="strategy", agent="strategist", needs=("research",)),
        PlaybookPhase(
            name="copy",
            agent="copywriter",
            needs=("strategy",),
            validation=ValidationRule(must_include=("Open house on 12 March",), compliance=("auto",)),
        ),
        PlaybookPhase(name="compliance", agent="compliance", needs=("copy",)),
    ),
)


@pytest.mark.parametrize(
    ("said", "status"), [("Plan the week.", "COMPLETED"), ("It cures cancer.", "AWAITING_APPROVAL")]
)
def test_a_review_is_done_or_waits_for_a_person(settings: None, said: str, status: str) -> None:
    campaigns = DynamoCampaigns(CAMPAIGNS)
    made = samples.campaign(status=CampaignStatus.RUNNING, run=1)
    campaigns.add(made, idle_phases(made, SPRINT, AGENTS), SPRINT.model_dump(mode="json"), samples.event(made))
    task = {"workspace_id": made.workspace_id, "campaign_id": made.id, "request_id": "R1"}
    for phase in SPRINT.phases[:3]:
        handler = importlib.import_module(f"functions.agents.{phase.agent}.handler").handler
        assert handler(task | {"phase": phase.name}, FiveMinutes())["status"] == "COMPLETED"
    copy = campaigns.phase(made.workspace_id, made.id, "copy")
    assert copy.output
    assert "Open house on 12 March" in json.dumps(copy.output)
    written = copy.model_copy(update={"output": {**copy.output, "taglines": [said] * 3}})
    campaigns.commit(Change(made.workspace_id, made.id, phases=[written]))
    handler = importlib.import_module("functions.agents.compliance.handler").handler
    assert handler(task | {"phase": "compliance"}, FiveMinutes())["status"] == status


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
