"""The HTTP function: echoes the event it was given, or answers what the path asks for."""

import base64
import os
from typing import Any

from .answer import TEXT


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    path = event["rawPath"]
    if path == "/binary":
        return {
            "statusCode": 200,
            "headers": {"content-type": "image/png"},
            "isBase64Encoded": True,
            "body": base64.b64encode(bytes(range(256))).decode(),
        }
    if path == "/cookies":
        return {"statusCode": 201, "headers": {"x-one": "1"}, "cookies": ["a=1; Path=/", "b=2"], "body": "set"}
    if path.startswith("/big/"):
        return {"statusCode": 200, "body": "x" * int(path.rpartition("/")[2])}
    if path == "/text":
        return {"statusCode": 200, "body": TEXT}
    if path == "/environment":
        return {"statusCode": 200, "body": dict(os.environ)}
    if path == "/raise":
        raise RuntimeError("no")
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": event}
