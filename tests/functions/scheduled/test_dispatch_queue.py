"""What the clock runs: the slots of runs that are over are freed, though nobody told of their end."""

from datetime import UTC, datetime

import pytest

from astromedia.domain.campaign import CampaignStatus
from astromedia.domain.queue import Ticket
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.queue import DynamoQueue
from functions.scheduled.dispatch_queue.handler import handler
from tests.cloud import CAMPAIGNS
from tests.samples import campaign, event, id_at
from tests.unit.storage.test_queue import AMPLE, put

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.fixture
def queue(settings: None) -> DynamoQueue:
    return DynamoQueue(CAMPAIGNS, lambda: LONG_AGO)


def admitted(queue: DynamoQueue, workspace_id: str, status: CampaignStatus) -> Ticket:
    of = campaign(workspace_id=workspace_id, run=1, status=status)
    DynamoCampaigns(CAMPAIGNS).add(of, [], {}, event(of))
    ticket = Ticket(workspace_id=workspace_id, campaign_id=of.id, run=1, request_id="R1", at=LONG_AGO)
    put(ticket)
    assert queue.admit(ticket, AMPLE)
    queue.started(ticket)
    return ticket


def test_slots_of_runs_that_are_over_are_freed(queue: DynamoQueue) -> None:
    here = id_at()
    admitted(queue, here, CampaignStatus.COMPLETED)
    goes_on = admitted(queue, here, CampaignStatus.RUNNING)
    assert handler({"source": "aws.scheduler"}, None)["freed"] >= 1
    assert [slot.ticket for slot in queue.slots(here)] == [goes_on]
