import json

import boto3
import pytest
from astromedia.domain.event import EventType
from astromedia.storage.bus import BusRefused, EventBridgeBus
from astromedia.storage.clients import event_bridge
from botocore.stub import Stubber


@pytest.fixture
def queue_url(aws: None) -> str:
    """A queue that gets everything our source says."""
    queues, events = boto3.client("sqs"), boto3.client("events")
    url = str(queues.create_queue(QueueName="heard")["QueueUrl"])
    arn = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.create_event_bus(Name="bus")
    events.put_rule(Name="all", EventBusName="bus", EventPattern=json.dumps({"source": ["astromedia"]}))
    events.put_targets(Rule="all", EventBusName="bus", Targets=[{"Id": "queue", "Arn": arn}])
    return url


def test_events_are_published_with_their_type_and_ids(queue_url: str) -> None:
    EventBridgeBus("bus").publish(EventType.CAMPAIGN_COMPLETED, {"campaign_id": "C1"})
    heard = boto3.client("sqs").receive_message(QueueUrl=queue_url, WaitTimeSeconds=5)["Messages"]
    event = json.loads(heard[0]["Body"])
    assert (event["detail-type"], event["detail"]) == ("campaign.completed", {"campaign_id": "C1"})


def test_a_refused_event_is_an_error(aws: None) -> None:
    refusal = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException"}]}
    with Stubber(event_bridge()) as stub:
        stub.add_response("put_events", refusal)
        with pytest.raises(BusRefused, match="ThrottlingException"):
            EventBridgeBus("bus").publish(EventType.CAMPAIGN_COMPLETED, {})
