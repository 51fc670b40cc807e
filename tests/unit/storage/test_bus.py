"""Events reach the bus whole, and one that does not is told."""

import json

import boto3
import pytest
from botocore.exceptions import BotoCoreError, ClientError
from botocore.stub import Stubber

from astromedia.domain.event import EventType
from astromedia.playbooks.compiler import STORE_IS_BUSY
from astromedia.storage import clients
from astromedia.storage.bus import EventBridgeBus
from astromedia.storage.outages import BUSY_SECONDS, seconds_until_better
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


@pytest.mark.parametrize(
    ("code", "seconds"),
    [("ThrottlingException", BUSY_SECONDS), ("InternalFailure", BUSY_SECONDS), ("MalformedDetail", None)],
)
def test_an_event_that_is_not_taken_is_told_with_whether_another_try_may_do(
    aws: None, code: str, seconds: int | None
) -> None:
    with Stubber(clients.events()) as service:
        refusal = {"ErrorCode": code, "ErrorMessage": "not now"}
        service.add_response("put_events", {"FailedEntryCount": 1, "Entries": [refusal]})
        with pytest.raises(ClientError, match=rf"{code}.*budget\.exceeded: not now") as told:
            EventBridgeBus("any").publish(EventType.BUDGET_EXCEEDED, DETAIL)
        assert seconds_until_better(told.value) == seconds
        assert type(told.value).__name__ in STORE_IS_BUSY


def test_a_bus_that_does_not_answer_is_told(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    clients.events.cache_clear()
    try:
        with pytest.raises(BotoCoreError):
            EventBridgeBus("any").publish(EventType.BUDGET_EXCEEDED, DETAIL)
    finally:
        clients.events.cache_clear()
