"""Queues of dead letters: what is in them, and giving it once more to the function that failed at it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from infra.deployment import LIVE
from infra.operate.stage import Refused, Stage

AT_ONCE = 10
HIDDEN_SECONDS = 60
"""For so long nobody else takes a message that is being given out again."""
WAIT_SECONDS = 2
"""SQS asks all of its servers only for who waits; else it answers from some, as if there were nothing in the others."""


def letters(stage: Stage) -> Iterator[str]:
    """A line for each queue of the stage, with how many messages wait in it."""
    for url in _queues(stage):
        yield f"{_count(stage, url):6}  {_name(url)}"


def show(stage: Stage, queue: str) -> Iterator[str]:
    """Up to ten messages, which stay where they are: why each is there, for whom it was, and what it says."""
    url = _url(stage, queue)
    for message in _receive(stage, url, 0):
        told = {"function": _target(stage, url, message), "why": _attributes(message), "body": _body(message)}
        yield json.dumps({"id": message["MessageId"], **told}, indent=2)


def redrive(stage: Stage, queue: str, function: str | None = None) -> Iterator[str]:
    """Give each message to the function that failed at it, or back to the queue it came from, and take it off this one.

    Whom it was for, the message says, or `function`; without either it is left where it is.
    """
    url = _url(stage, queue)
    left, source = _count(stage, url), _source(stage, url)
    seen: set[str] = set()
    while left > 0 and (messages := _receive(stage, url, HIDDEN_SECONDS)):
        for message in messages:
            left -= 1
            if message["MessageId"] in seen:
                return
            seen.add(message["MessageId"])
            target = _name(source) if source else stage.function(function) if function else _target(stage, url, message)
            if target is None:
                yield f"{message['MessageId']} stays: it does not say for whom it is; name the function with --function"
                continue
            _give(stage, message, source, target)
            stage.client("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            yield f"{message['MessageId']} given to {target}"


def _give(stage: Stage, message: Mapping[str, Any], source: str | None, target: str) -> None:
    """To the queue `source` that it came from; without one, to the function `target`."""
    if source:
        kept = {"MessageBody": message["Body"], "MessageAttributes": message.get("MessageAttributes", {})}
        stage.client("sqs").send_message(QueueUrl=source, **kept)
    else:
        payload = json.dumps(_payload(message)).encode()
        stage.client("lambda").invoke(FunctionName=target, Qualifier=LIVE, InvocationType="Event", Payload=payload)


def _receive(stage: Stage, url: str, hidden: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        stage.client("sqs")
        .receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=AT_ONCE,
            VisibilityTimeout=hidden,
            WaitTimeSeconds=WAIT_SECONDS,
            MessageAttributeNames=["All"],
        )
        .get("Messages", [])
    )
    return found


def _attributes(message: Mapping[str, Any]) -> dict[str, str]:
    return {name: each.get("StringValue", "") for name, each in message.get("MessageAttributes", {}).items()}


def _body(message: Mapping[str, Any]) -> Any:
    try:
        return json.loads(message["Body"])
    except ValueError:
        return message["Body"]


def _payload(message: Mapping[str, Any]) -> Any:
    """What the function was called with: an on-failure destination wraps it, a dead-letter queue does not."""
    body = _body(message)
    return body["requestPayload"] if isinstance(body, dict) and "requestPayload" in body else body


def _target(stage: Stage, url: str, message: Mapping[str, Any]) -> str | None:
    """The name of the function it was for: by the sender's word, or as the one whose dead letters the queue takes."""
    body, said = _body(message), _attributes(message)
    wrapped = isinstance(body, dict) and "requestContext" in body
    arn = body["requestContext"]["functionArn"] if wrapped else said.get("TARGET_ARN")
    return arn.split(":")[6] if arn else _owner(stage, url)


def _source(stage: Stage, url: str) -> str | None:
    """The queue whose messages end in this one, if there is such a queue."""
    for other in _queues(stage):
        policy = _attribute(stage, other, "RedrivePolicy")
        if policy and json.loads(policy)["deadLetterTargetArn"].rpartition(":")[2] == _name(url):
            return other
    return None


def _owner(stage: Stage, url: str) -> str | None:
    owners = [
        str(found["FunctionName"])
        for found in map(_configured(stage), stage.resources("AWS::Lambda::Function"))
        if found.get("DeadLetterConfig", {}).get("TargetArn", "").rpartition(":")[2] == _name(url)
    ]
    return owners[0] if len(owners) == 1 else None


def _configured(stage: Stage) -> Any:
    return lambda name: stage.client("lambda").get_function_configuration(FunctionName=name)


def _queues(stage: Stage) -> list[str]:
    return sorted(stage.resources("AWS::SQS::Queue"))


def _url(stage: Stage, queue: str) -> str:
    named = [url for url in _queues(stage) if _name(url) in (queue, f"astromedia-{stage.name}-{queue}")]
    found = named or [url for url in _queues(stage) if queue.lower() in _name(url).lower()]
    if len(found) != 1:
        known = ", ".join(map(_name, _queues(stage)))
        raise Refused(f"'{queue}' is the name, or a part of the name, of {len(found)} queues; there are: {known}")
    return found[0]


def _name(url: str) -> str:
    return url.rpartition("/")[2]


def _count(stage: Stage, url: str) -> int:
    return int(_attribute(stage, url, "ApproximateNumberOfMessages"))


def _attribute(stage: Stage, url: str, name: str) -> str:
    """What SQS says of a queue under this name; "" if nothing."""
    told = stage.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    return str(told.get("Attributes", {}).get(name, ""))
