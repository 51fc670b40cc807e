"""The workflow's handlers: what Step Functions and EventBridge send them, and what becomes of the campaign."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from astromedia.domain.campaign import Campaign, CampaignStatus
from astromedia.domain.change import Change
from astromedia.domain.queue import Ticket
from astromedia.kit.clock import utc_now
from astromedia.services.campaigns import ticket_for
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.queue import DynamoQueue
from functions.workflow.close_campaign.handler import handler as close_campaign
from functions.workflow.execution_ended.handler import handler as execution_ended
from functions.workflow.fail_campaign.handler import handler as fail_campaign
from tests.cloud import CAMPAIGNS
from tests.samples import NOW
from tests.unit.storage.test_queue import AMPLE, put

CAUSE = json.dumps({"errorType": "OutputInvalid", "errorMessage": "swot: missing; add it"})


def stored(campaign: Campaign) -> Campaign:
    return DynamoCampaigns(CAMPAIGNS).get(campaign.workspace_id, campaign.id)


def test_a_campaign_is_closed(campaign: Campaign, ids: dict[str, str]) -> None:
    assert close_campaign(ids, None) == {"status": "COMPLETED"}
    assert stored(campaign).status is CampaignStatus.COMPLETED


def test_what_step_functions_caught_is_recorded(campaign: Campaign, ids: dict[str, str]) -> None:
    assert fail_campaign(ids | {"error": "OutputInvalid", "cause": CAUSE}, None) == {"status": "FAILED"}
    failure = stored(campaign).failure
    assert failure is not None
    assert (failure.error, failure.detail) == ("OutputInvalid", "swot: missing; add it")


def ended(ids: Mapping[str, str | int], status: str, **outcome: Any) -> dict[str, Any]:
    return {"source": "aws.states", "detail": {"status": status, "input": json.dumps(ids), **outcome}}


@pytest.mark.parametrize("status", ["ABORTED", "TIMED_OUT"])
def test_an_execution_that_was_cut_off_fails_its_campaign(campaign: Campaign, ids: dict[str, str], status: str) -> None:
    execution_ended(ended(ids, status, error=None, cause=None), None)
    failure = stored(campaign).failure
    assert failure is not None
    assert failure.error == f"Execution.{status}"


def test_an_end_that_is_known_already_changes_nothing(campaign: Campaign, ids: dict[str, str]) -> None:
    fail_campaign(ids | {"error": "OutputInvalid", "cause": CAUSE}, None)
    before = stored(campaign)
    execution_ended(ended(ids, "FAILED", error="OutputInvalid", cause=CAUSE), None)
    assert stored(campaign) == before


def queued(campaign: Campaign) -> Ticket:
    """The campaign's run, admitted."""
    ticket = ticket_for(campaign, "R1", NOW)
    put(ticket)
    assert DynamoQueue(CAMPAIGNS, utc_now).admit(ticket, AMPLE)
    return ticket


@pytest.mark.parametrize("status", ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"])
def test_an_end_of_any_kind_frees_the_slot(campaign: Campaign, ids: dict[str, str], status: str) -> None:
    ticket = queued(campaign)
    execution_ended(ended(ids, status), None)
    assert ticket not in [slot.ticket for slot in DynamoQueue(CAMPAIGNS, utc_now).slots(campaign.workspace_id)]


def test_an_execution_that_went_well_says_by_itself_what_becomes_of_the_campaign(
    campaign: Campaign, ids: dict[str, str]
) -> None:
    execution_ended(ended(ids, "SUCCEEDED", output="{}"), None)
    assert stored(campaign) == campaign


def test_the_end_of_an_older_run_changes_nothing_but_its_slot(campaign: Campaign, ids: dict[str, str]) -> None:
    older = queued(campaign)
    again = campaign.model_copy(update={"run": 2})
    DynamoCampaigns(CAMPAIGNS).commit(Change(campaign.workspace_id, campaign.id, campaign=again))
    present = queued(stored(campaign))
    execution_ended(ended(ids | {"run": 1}, "ABORTED"), None)
    assert stored(campaign).status is CampaignStatus.RUNNING
    slots = [slot.ticket for slot in DynamoQueue(CAMPAIGNS, utc_now).slots(campaign.workspace_id)]
    assert (older in slots, present in slots) == (False, True)
