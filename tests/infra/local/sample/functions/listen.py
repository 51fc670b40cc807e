"""Writes every event it is sent to the table, keyed by what it is about."""

import json
import os
from typing import Any

import boto3

TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event: dict[str, Any], context: Any) -> None:
    detail = event["detail"]
    about = detail.get("id") or detail["name"]
    TABLE.put_item(
        Item={
            "pk": f"event#{event['detail-type']}#{about}#{detail.get('status', '')}",
            "kind": "event",
            "body": json.dumps(event),
        }
    )
