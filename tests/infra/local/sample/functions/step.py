"""One step of the flow: succeeds, or misbehaves the way its input asks for."""

import os
import sys
import time
from collections.abc import Callable
from typing import Any

import boto3

TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE"])


class FlakyError(Exception):
    """Retried by the state machine."""


class BrokenError(Exception):
    """Caught by the state machine."""


def attempts(event: dict[str, Any]) -> int:
    """How many times this step of this execution has now been tried."""
    answer = TABLE.update_item(
        Key={"pk": event["id"]},
        UpdateExpression="ADD #step :one",
        ExpressionAttributeNames={"#step": event["step"]},
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    return int(str(answer["Attributes"][event["step"]]))


def succeed(event: dict[str, Any], tried: int) -> dict[str, Any]:
    return {"value": f"{event['step']} after {tried}"}


def flaky(event: dict[str, Any], tried: int) -> dict[str, Any]:
    if tried < 3:
        raise FlakyError(f"attempt {tried}")
    return succeed(event, tried)


def broken(event: dict[str, Any], tried: int) -> dict[str, Any]:
    raise BrokenError("for good")


def leave(event: dict[str, Any], tried: int) -> dict[str, Any]:
    sys.stdout.write("leaving\n")
    sys.exit(3)


def sleep(event: dict[str, Any], tried: int) -> dict[str, Any]:
    time.sleep(60)
    return {}


def linger(event: dict[str, Any], tried: int) -> dict[str, Any]:
    return sleep(event, tried) if tried < 2 else succeed(event, tried)


PLANS: dict[str, Callable[[dict[str, Any], int], dict[str, Any]]] = {
    "succeed": succeed,
    "flaky": flaky,
    "broken": broken,
    "leave": leave,
    "sleep": sleep,
    "linger": linger,
}


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return PLANS[event.get("plan", "succeed")](event, attempts(event))
