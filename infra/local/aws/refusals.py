"""What AWS refuses because a fault says so (infra/local/faults.py): for load, in an outage, for want of a right."""

from collections import Counter
from collections.abc import Callable
from fnmatch import fnmatchcase
from math import ceil
from typing import Any

from infra.local.aws.library import actions, app
from infra.local.faults import FaultFile, Refusal
from infra.local.hooks import Hook

Handler = Callable[..., Any]


class Refusals:
    """Answers, in the place of ministack, what is to be refused.

    `told` counts the refusals by action, then what the fault says of the resource.
    """

    def __init__(self, faults: FaultFile) -> None:
        self._faults = faults
        self._fitting: Counter[Refusal] = Counter()
        self.told: Counter[tuple[str, str]] = Counter()

    def hooks(self) -> list[Hook]:
        """AWS APIs that may refuse."""
        return [
            Hook(
                name="refusals",
                why="Nothing is ever refused for load or in an outage.",
                places=[(app, "_dispatch_service_request")],
                make=self._guarded,
            )
        ]

    def _guarded(self, stock: Handler) -> Handler:
        async def dispatch(
            method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any], request_id: str
        ) -> Any:
            request = (method, path, headers, body, query)
            if (wanted := self._faults.read().refusals) and headers.get("authorization"):
                service = app.detect_service(method, path, headers, query)
                action = str(actions.extract_iam_action(service, *request))
                for refusal in wanted:
                    if self._hits(refusal, action, path.encode() + body):
                        return refused(refusal, service, action, request_id, headers)
            return await stock(*request, request_id)

        return dispatch

    def _hits(self, refusal: Refusal, action: str, asked: bytes) -> bool:
        """Whether this request is one of those to be refused, of all that the refusal fits."""
        if not any(fnmatchcase(action, each) for each in refusal.actions) or refusal.resource.encode() not in asked:
            return False
        before = self._fitting[refusal]
        self._fitting[refusal] += 1
        hit = ceil(before * refusal.share) < ceil((before + 1) * refusal.share)
        if hit:
            self.told[action, refusal.resource] += 1
        return hit


def refused(refusal: Refusal, service: str, action: str, request_id: str, headers: dict[str, str]) -> Any:
    """The answer, in the words of the service's protocol."""
    _, told, body = actions.access_denied_response(
        service, action, "", request_id, error_code=refusal.code, message=refusal.message, headers=headers
    )
    return refusal.status, told, body
