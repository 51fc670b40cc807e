"""Dead letters are found wherever SQS keeps them."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from infra.operate.letters import letters, redrive, show
from infra.operate.stage import Stage

SOURCE, DEAD = "astromedia-dev-work", "astromedia-dev-work-unread"


class Sampled:
    """SQS, which answers who does not wait from a few of its servers: here from those that have nothing."""

    def __init__(self, sqs: Any) -> None:
        self._sqs = sqs

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sqs, name)

    def receive_message(self, **asked: Any) -> Any:
        return self._sqs.receive_message(**asked) if asked.get("WaitTimeSeconds") else {}


@pytest.fixture
def stage(aws: None) -> Iterator[Stage]:
    """A stage with a queue that was left by three messages for another one."""
    stage = Stage("dev", boto3.Session())
    sqs = stage.client("sqs")
    dead = sqs.create_queue(QueueName=DEAD)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 5})
    source = sqs.create_queue(QueueName=SOURCE, Attributes={"RedrivePolicy": policy})["QueueUrl"]
    for number in range(3):
        sqs.send_message(QueueUrl=dead, MessageBody=json.dumps({"number": number}))
    stage._clients["sqs"] = Sampled(sqs)
    stage._resources = [("AWS::SQS::Queue", url) for url in (source, dead)]
    yield stage
    for url in (source, dead):
        sqs.delete_queue(QueueUrl=url)


def test_what_waits_is_shown(stage: Stage) -> None:
    assert [json.loads(each)["body"]["number"] for each in show(stage, DEAD)] == [0, 1, 2]


def test_what_waits_goes_back_to_where_it_came_from(stage: Stage) -> None:
    assert [told.partition(" ")[2] for told in redrive(stage, DEAD)] == [f"given to {SOURCE}"] * 3
    assert [told.split() for told in letters(stage)] == [["3", SOURCE], ["0", DEAD]]
