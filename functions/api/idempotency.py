"""`Idempotency-Key`: a POST that is sent again does nothing again, and gets the first answer."""

import hashlib
import json
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from astromedia.domain.account import Caller
from astromedia.domain.errors import Conflict, FieldError, InvalidInput
from astromedia.domain.idempotency import Asked, Asker, Claim, FirstAnswer
from astromedia.kit import metrics
from astromedia.kit.ahead import ahead
from astromedia.kit.observability import meter
from astromedia.services.api import Services

from .access import access_of, operation_id
from .errors import handle
from .middleware import Middleware

KEY, REPLAYED = "Idempotency-Key", "Idempotent-Replayed"
SAFE_KEY = re.compile(r"[\x21-\x7e]{1,255}")
KEPT_HEADERS = ("Content-Type", "Location", "ETag")
NOT_KEPT = (HTTPStatus.TOO_MANY_REQUESTS, *(status for status in HTTPStatus if status >= 500))
"""What may be otherwise at the next try."""


class Replayed(Exception):
    """The request was answered before: like this."""

    def __init__(self, answer: FirstAnswer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Claiming:
    """The claim of a request with a key. It is made while others find out whether the caller may make it, as far as it
    is known who that is; to be ended by `settle` or `take_back`.
    """

    def __init__(self, request: Request, use: Services, body: bytes, asker: Asker | None) -> None:
        self._request, self._keeper = request, use.idempotency
        (key,) = request.headers.getlist(KEY)
        self._print = fingerprint(request.method, str(request.url.path), request.url.query, body)
        self._key = hashlib.sha256(key.encode()).hexdigest()
        self._begun = ahead(self._begin(asker)) if asker else None

    def settle(self, who: Caller) -> None:
        """The caller may. Replayed if it was answered; Conflict, StillRunning as services/idempotency.py says."""
        begun = self._begun or self._begin(Asker(who.workspace_id, who.api_key_id or who.user_id))
        claim = begun()
        if claim.answer is not None:
            raise Replayed(claim.answer)
        self._request.state.claim = claim

    def take_back(self) -> None:
        """The caller may not: nothing is left of it."""
        if self._begun is None:
            return
        try:
            claim = self._begun()
        except Exception:
            return  # None was made. What is wrong with the caller is told.
        if claim.answer is None:
            self._keeper.take_back(claim)

    def _begin(self, asker: Asker) -> Callable[[], Claim]:
        operation = operation_id(self._request.scope["route"])
        asked = Asked(*asker, operation=operation, key=self._key, fingerprint=self._print)
        return lambda: self._keeper.begin(asked)


class NoKey:
    """A request without a key, or with a bad one."""

    def __init__(self, fault: InvalidInput | None = None) -> None:
        self._fault = fault

    def settle(self, who: Caller) -> None:
        """InvalidInput if there is a key, and it is none."""
        if self._fault:
            raise self._fault

    def take_back(self) -> None:
        """There is nothing."""


async def claiming(request: Request, use: Services, asker: Callable[[], Asker | None]) -> Claiming | NoKey:
    """Begin to claim the request's key, if it is a POST that has one. Raises what `asker` does."""
    keys = request.headers.getlist(KEY) if request.method == "POST" else []
    if not keys:
        return NoKey()
    if len(keys) > 1 or not SAFE_KEY.fullmatch(keys[0]):
        fault = FieldError(KEY, "must be one key of 1 to 255 visible ASCII characters, without spaces")
        return NoKey(InvalidInput("The Idempotency-Key is not acceptable.", [fault]))
    return Claiming(request, use, await request.body(), asker())


def claim_of(scope: Scope) -> Claim | None:
    """The claim that this request holds."""
    found: Claim | None = scope.get("state", {}).get("claim")
    return found


def fingerprint(method: str, path: str, query: str, body: bytes) -> str:
    """What makes a request this one: SHA-256 (hex). JSON that says the same in another order or spacing is the same."""
    content = b"\x00".join([method.encode(), path.encode(), query.encode(), _canonical(body)])
    return hashlib.sha256(content).hexdigest()


def _canonical(body: bytes) -> bytes:
    try:
        return json.dumps(json.loads(body), sort_keys=True, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        return body


async def replay(request: Request, replayed: Exception) -> Response:
    """FastAPI's handler for Replayed. 409 if it is only known that it was done."""
    assert isinstance(replayed, Replayed)
    meter(metrics.REPLAYED)
    status, headers, body = replayed.answer
    if body is None:
        where = f" Look at {headers['location']}." if "location" in headers else ""
        told = f"This request was done before, with status {status}; its answer is too large, or too secret, to keep."
        return await handle(request, Conflict(told + where))
    return Response(body, status, dict(headers) | {REPLAYED: "true"})


class KeptAnswers(Middleware):
    """Keeps the answer to a request that holds a claim, before it is sent: who has seen it gets it again."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        held: list[Message] = []

        async def hold(message: Message) -> None:
            await (send(message) if claim_of(scope) is None else _append(held, message))

        try:
            await self.app(scope, receive, hold)
        except Exception:
            if claim := claim_of(scope):
                _services(scope).idempotency.give_up(claim)
            raise
        if claim := claim_of(scope):
            self._keep(scope, claim, held)
        for message in held:
            await send(message)

    def _keep(self, scope: Scope, claim: Claim, held: list[Message]) -> None:
        start, *rest = held
        keeper = _services(scope).idempotency
        if start["status"] in NOT_KEPT:
            keeper.give_up(claim)
            return
        headers = Headers(raw=start["headers"])
        kept = {name.lower(): headers[name] for name in KEPT_HEADERS if name in headers}
        secret = access_of(scope["route"]).once and start["status"] < HTTPStatus.BAD_REQUEST
        body = None if secret else b"".join(part.get("body", b"") for part in rest)
        keeper.finish(claim, FirstAnswer(start["status"], kept, body))


async def _append(held: list[Message], message: Message) -> None:
    held.append(message)


def _services(scope: Scope) -> Services:
    app: Any = scope["app"]
    found: Services = app.state.services()
    return found
