"""Handlers against the real storage: the same cloud as the storage tests', with the settings a function gets."""

from collections.abc import Iterator

import boto3
import pytest

from astromedia.agents.registry import AGENTS
from astromedia.bootstrap import api, queue, workflow
from astromedia.domain.campaign import Campaign, CampaignStatus
from astromedia.playbooks.builtin import CAMPAIGN
from astromedia.services.campaigns import idle_phases
from astromedia.storage.campaigns import DynamoCampaigns
from tests import samples
from tests.cloud import BUCKET, CAMPAIGNS, LEDGER


@pytest.fixture(scope="session")
def settings(aws: None) -> Iterator[None]:
    """A function's environment; the model settings secret is empty, as the template makes it."""
    secret = boto3.client("secretsmanager").create_secret(Name="models", SecretString="{}")["ARN"]
    environment = {
        "CAMPAIGNS_TABLE": CAMPAIGNS,
        "LEDGER_TABLE": LEDGER,
        "ASSETS_BUCKET": BUCKET,
        "MODEL_SETTINGS_SECRET_ARN": secret,
        "MODEL_SWITCH_PARAMETER": "/test/models-off",
        "EVENT_BUS_NAME": "default",
        "STATE_MACHINE_PREFIX": "arn:aws:states:eu-west-3:123456789012:stateMachine:astromedia-",
        "FUNCTION_PREFIX": "arn:aws:lambda:eu-west-3:123456789012:function:astromedia-",
        "FUNCTION_ALIAS": "live",
        "PLAYBOOK_ROLE_ARN": "arn:aws:iam::123456789012:role/astromedia-playbook",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        workflow.campaign_progress.cache_clear()
        workflow.gate_service.cache_clear()
        api.api_services.cache_clear()
        queue.dispatcher.cache_clear()
        yield


@pytest.fixture
def campaign(settings: None) -> Campaign:
    """A new campaign of the default playbook."""
    new = samples.campaign(status=CampaignStatus.RUNNING, run=1, playbook_version=CAMPAIGN.version)
    playbook = CAMPAIGN.model_dump(mode="json")
    DynamoCampaigns(CAMPAIGNS).add(new, idle_phases(new, CAMPAIGN, AGENTS), playbook, samples.event(new))
    return new


@pytest.fixture
def ids(campaign: Campaign) -> dict[str, str]:
    """What the state machine passes on."""
    return {"workspace_id": campaign.workspace_id, "campaign_id": campaign.id, "request_id": "R1"}
