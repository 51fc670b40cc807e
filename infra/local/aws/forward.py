"""Passes requests on to the local servers that stand for Lambda and Step Functions."""

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

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
        self._aside = ThreadPoolExecutor(8)

    def send(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """POST `body`; blocks until the answer is there."""
        kept = {name: value for name, value in headers.items() if name.lower() not in _HOP_BY_HOP}
        answer = self._pool.request("POST", self._url + path, body=body, headers=kept, timeout=_LONGEST, retries=False)
        returned = {name: value for name, value in answer.headers.items() if name.lower() not in _HOP_BY_HOP}
        return answer.status, returned, answer.data

    async def pass_on(self, method: str, path: str, headers: Mapping[str, str], body: bytes, query: Any) -> Answer:
        """The same for a request that ministack routed, without blocking its event loop."""
        asked = f"?{urlencode(query, doseq=True)}" if query else ""
        return await asyncio.to_thread(self.send, path + asked, body, headers)

    def send_later(self, path: str, body: bytes, headers: Mapping[str, str]) -> None:
        """POST `body` without waiting: rules fire on the event loop, and the server may call back into it."""
        self._aside.submit(self.send, path, body, headers)

    def drain(self) -> None:
        """Wait for everything that was to be sent later."""
        self._aside.shutdown()


class Refused(ValueError):
    """What an API answered instead of a result; `kind` is the name of the error."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class StepFunctions(Server):
    """The Step Functions API."""

    def call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """One API call. Raises Refused."""
        status, _, body = self.send("/", json.dumps(parameters).encode(), self._headers(operation))
        answer: dict[str, Any] = json.loads(body or b"{}")
        if status >= 300:
            message = f"Step Functions {operation}: {answer.get('message') or answer}"
            raise Refused(str(answer.get("__type", "")), message)
        return answer

    def start(self, machine: str, text: str) -> None:
        """Start an execution with the JSON `text` as its input, soon."""
        body = json.dumps({"stateMachineArn": machine, "input": text}).encode()
        self.send_later("/", body, self._headers("StartExecution"))

    @staticmethod
    def _headers(operation: str) -> dict[str, str]:
        return {
            "x-amz-target": f"AWSStepFunctions.{operation}",
            "content-type": "application/x-amz-json-1.0",
            "authorization": _SIGNATURE,
        }


class Functions(Server):
    """The Lambda Invoke API."""

    def invoke(self, name: str, event: Any) -> dict[str, Any]:
        """Run a function; returns its answer as `body` and whether that is an `error`, as ministack's executor does,
        and the `id` of the invocation."""
        status, headers, body = self.send(f"/2015-03-31/functions/{name}/invocations", json.dumps(event).encode(), {})
        failed = status >= 300 or "X-Amz-Function-Error" in headers
        return {"body": json.loads(body or b"null"), "error": failed, "id": headers.get("x-amzn-RequestId", "")}

    async def refresh(self) -> None:
        """Let every invocation from now on find a new environment and new settings."""
        await asyncio.to_thread(self.send, "/_local/refresh", b"", {})

    def deliver(self, name: str, event: bytes) -> None:
        """Hand a function an event to run later, with retries."""
        self.send_later(f"/2015-03-31/functions/{name}/invocations", event, {"X-Amz-Invocation-Type": "Event"})
