"""Where an event goes that a function failed at for good: the queue that the template names for it."""

import json
from datetime import UTC, datetime
from typing import Any

from infra.local.functions.outcome import Outcome
from infra.local.functions.settings import FunctionSettings
from infra.local.plan import ACCOUNT, REGION


def record(settings: FunctionSettings, request_id: str, event: bytes, outcome: Outcome, tries: int) -> dict[str, Any]:
    """What Lambda says of it."""
    return {
        "version": "1.0",
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "requestContext": {
            "requestId": request_id,
            "functionArn": settings.arn,
            "condition": "RetriesExhausted",
            "approximateInvokeCount": tries,
        },
        "requestPayload": json.loads(event),
        "responseContext": {"statusCode": 200, "executedVersion": settings.version, "functionError": "Unhandled"},
        "responsePayload": json.loads(outcome.payload),
    }


def keep(aws_url: str, settings: FunctionSettings, said: dict[str, Any]) -> None:
    """Put it into the queue, as the function's role, which must be allowed to."""
    import boto3

    known = settings.credentials
    session = boto3.Session(known["AWS_ACCESS_KEY_ID"], known["AWS_SECRET_ACCESS_KEY"], region_name=REGION)
    queue = f"{aws_url}/{ACCOUNT}/{str(settings.on_failure).rpartition(':')[2]}"
    session.client("sqs", endpoint_url=aws_url).send_message(QueueUrl=queue, MessageBody=json.dumps(said))
