"""The workflow's handlers: what Step Functions and EventBridge send them, and what becomes of the campaign."""

import json
from typing import Any

import pytest

from astromedia.domain.campaign import Campaign, CampaignStatus
from astromedia.storage.campaigns import DynamoCampaigns
from functions.workflow.close_campaign.handler import handler as close_campaign
from functions.workflow.execution_ended.handler import handler as execution_ended
from functions.workflow.fail_campaign.handler import handler as fail_campaign
from functions.workflow.open_campaign.handler import handler as open_campaign
from tests.cloud import CAMPAIGNS

CAUSE = json.dumps({"errorType": "OutputInvalid", "errorMessage": "swot: missing; add it"})


def stored(campaign: Campaign) -> Campaign:
    return DynamoCampaigns(CAMPAIGNS).get(campaign.workspace_id, campaign.id)


def test_a_campaign_is_opened_and_closed(campaign: Campaign, ids: dict[str, str]) -> None:
    assert open_campaign(ids, None) == {"status": "RUNNING"}
    assert close_campaign(ids, None) == {"status": "COMPLETED"}
    assert stored(campaign).status is CampaignStatus.COMPLETED


def test_what_step_functions_caught_is_recorded(campaign: Campaign, ids: dict[str, str]) -> None:
    assert fail_campaign(ids | {"error": "OutputInvalid", "cause": CAUSE}, None) == {"status": "FAILED"}
    failure = stored(campaign).failure
    assert failure is not None
    assert (failure.error, failure.detail) == ("OutputInvalid", "swot: missing; add it")


def ended(ids: dict[str, str], status: str, **outcome: Any) -> dict[str, Any]:
    return {"source": "aws.states", "detail": {"status": status, "input": json.dumps(ids), **outcome}}


@pytest.mark.parametrize("status", ["ABORTED", "TIMED_OUT"])
def test_an_execution_that_was_cut_off_fails_its_campaign(campaign: Campaign, ids: dict[str, str], status: str) -> None:
    open_campaign(ids, None)
    assert execution_ended(ended(ids, status, error=None, cause=None), None) == {"status": "FAILED"}
    failure = stored(campaign).failure
    assert failure is not None
    assert failure.error == f"Execution.{status}"


def test_an_end_that_is_known_already_changes_nothing(campaign: Campaign, ids: dict[str, str]) -> None:
    fail_campaign(ids | {"error": "OutputInvalid", "cause": CAUSE}, None)
    before = stored(campaign)
    assert execution_ended(ended(ids, "FAILED", error="OutputInvalid", cause=CAUSE), None) == {"status": "FAILED"}
    assert stored(campaign) == before
