"""Events reach the bus whole, and one that does not is told."""

import json

import boto3
import pytest
from botocore.exceptions import BotoCoreError
from botocore.stub import Stubber

from astromedia.domain.event import EventType
from astromedia.storage import clients
from astromedia.storage.bus import EventBridgeBus, EventRefused
from tests.samples import id_at

DETAIL = {"workspace_id": "W1", "campaign_id": "C1", "request_id": "R1", "percent": 80}


def test_an_event_arrives_with_its_detail(aws: None) -> None:
    name, queue = f"bus-{id_at()}", boto3.client("sqs").create_queue(QueueName=f"q-{id_at()}")["QueueUrl"]
    client = boto3.client("events")
    client.create_event_bus(Name=name)
    client.put_rule(Name=name, EventBusName=name, EventPattern=json.dumps({"source": ["astromedia"]}))
    arn = boto3.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
    client.put_targets(Rule=name, EventBusName=name, Targets=[{"Id": "q", "Arn": arn}])
    EventBridgeBus(name).publish(EventType.BUDGET_THRESHOLD_REACHED, DETAIL)
    (message,) = boto3.client("sqs").receive_message(QueueUrl=queue, WaitTimeSeconds=5)["Messages"]
    event = json.loads(message["Body"])
    assert (event["detail-type"], event["detail"]) == ("budget.threshold_reached", DETAIL)


def test_an_event_that_is_not_taken_is_told(aws: None) -> None:
    with Stubber(clients.events()) as service:
        refusal = {"ErrorCode": "ThrottlingException", "ErrorMessage": "slow down"}
        service.add_response("put_events", {"FailedEntryCount": 1, "Entries": [refusal]})
        with pytest.raises(EventRefused, match=r"budget\.exceeded: ThrottlingException: slow down"):
            EventBridgeBus("any").publish(EventType.BUDGET_EXCEEDED, DETAIL)


def test_a_bus_that_does_not_answer_is_told(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    clients.events.cache_clear()
    try:
        with pytest.raises(BotoCoreError):
            EventBridgeBus("any").publish(EventType.BUDGET_EXCEEDED, DETAIL)
    finally:
        clients.events.cache_clear()
