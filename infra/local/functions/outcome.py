"""What an invocation ends in: the function's answer, or the error AWS Lambda would report in its place."""

import json
from dataclasses import dataclass

LARGEST_PAYLOAD = 6_291_556
"""Bytes that Lambda accepts in a synchronous request or response."""


@dataclass(frozen=True)
class Outcome:
    """The payload to return, whether it is an error (`X-Amz-Function-Error`), and the end of the function's log."""

    payload: bytes
    failed: bool = False
    log: bytes = b""


class InitFailed(Exception):
    """A runtime ended, or reported an error, before it asked for its first invocation."""

    def __init__(self, payload: bytes) -> None:
        super().__init__(payload.decode(errors="replace"))
        self.payload = payload


def error(kind: str, message: str) -> bytes:
    """A Lambda error payload."""
    return json.dumps({"errorType": kind, "errorMessage": message}).encode()


def timed_out(request_id: str, seconds: float) -> bytes:
    """The payload for a function that did not answer within its timeout."""
    return error("Sandbox.Timedout", f"RequestId: {request_id} Error: Task timed out after {seconds:.2f} seconds")


def exited(request_id: str, code: int) -> bytes:
    """The payload for a runtime process that ended (a negative `code` is the signal that killed it)."""
    how = f"signal: {-code}" if code < 0 else f"exit status {code}"
    return error("Runtime.ExitError", f"RequestId: {request_id} Error: Runtime exited with error: {how}")


def limited(payload: bytes) -> Outcome:
    """A successful outcome, or the error for an answer that is larger than Lambda lets through."""
    if len(payload) <= LARGEST_PAYLOAD:
        return Outcome(payload)
    text = f"Response payload size exceeded maximum allowed payload size ({LARGEST_PAYLOAD} bytes)."
    return Outcome(error("Function.ResponseSizeTooLarge", text), failed=True)
