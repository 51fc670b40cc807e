"""Passes requests on to the local servers that stand for Lambda and Step Functions."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import urllib3

Answer = tuple[int, dict[str, str], bytes]
"""Status, headers and body, as ministack's handlers return them."""

_LONGEST = urllib3.Timeout(connect=3, read=930)
_HOP_BY_HOP = frozenset({"host", "connection", "content-length", "transfer-encoding", "keep-alive", "date", "server"})
_SIGNATURE = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0"


class Server:
    """One of our servers, reached over HTTP."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool = urllib3.PoolManager(maxsize=256)

    def send(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """POST `body`; blocks until the answer is there."""
        kept = {name: value for name, value in headers.items() if name.lower() not in _HOP_BY_HOP}
        answer = self._pool.request("POST", self._url + path, body=body, headers=kept, timeout=_LONGEST, retries=False)
        returned = {name: value for name, value in answer.headers.items() if name.lower() not in _HOP_BY_HOP}
        return answer.status, returned, answer.data

    async def pass_on(self, method: str, path: str, headers: Mapping[str, str], body: bytes, query: Any) -> Answer:
        """The same for a request that ministack routed, without blocking its event loop."""
        return await asyncio.to_thread(self.send, path, body, headers)


class StepFunctions(Server):
    """The Step Functions API."""

    def call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """One API call. Raises ValueError with the API's message."""
        headers = {
            "x-amz-target": f"AWSStepFunctions.{operation}",
            "content-type": "application/x-amz-json-1.0",
            "authorization": _SIGNATURE,
        }
        status, _, body = self.send("/", json.dumps(parameters).encode(), headers)
        answer: dict[str, Any] = json.loads(body or b"{}")
        if status >= 300:
            raise ValueError(f"Step Functions {operation}: {answer.get('message') or answer}")
        return answer


class Functions(Server):
    """The Lambda Invoke API."""

    def invoke(self, name: str, event: Any) -> dict[str, Any]:
        """Run a function; returns its answer as `body` and whether that is an `error`, as ministack's executor does."""
        status, headers, body = self.send(f"/2015-03-31/functions/{name}/invocations", json.dumps(event).encode(), {})
        failed = status >= 300 or "X-Amz-Function-Error" in headers
        return {"body": json.loads(body or b"null"), "error": failed}

    def deliver(self, name: str, event: bytes) -> None:
        """Hand a function an event to run later, with retries."""
        self.send(f"/2015-03-31/functions/{name}/invocations", event, {"X-Amz-Invocation-Type": "Event"})
