"""How often a request may come: counted before anything dear is done, and told on every answer."""

import json
from collections.abc import Callable, Sequence
from http import HTTPStatus

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import EmailStr, TypeAdapter, ValidationError
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from astromedia.domain.account import Caller
from astromedia.domain.errors import RateLimited
from astromedia.domain.rate import Standing, tightest
from astromedia.services.rates import RateService, refuse, whole_seconds

from .access import RateClass, access_of
from .errors import handle
from .middleware import Middleware, address

POLICY, STANDING, RETRY_AFTER = "RateLimit-Policy", "RateLimit", "Retry-After"
UNKNOWN = "unknown"
ENDLESS = 999_999_999_999_999
"""The largest number that a structured header can hold."""
FREE_HEADERS = {POLICY: f'"free";q={ENDLESS};w=1', STANDING: f'"free";r={ENDLESS}'}
PROVED = (HTTPStatus.OK, HTTPStatus.NO_CONTENT)
"""What answers who proved who they are. Whoever made something new (201), or only asked for it (202), has tried."""
_STATE, _EARLIER = "standings", "earlier_try"
_EMAIL: TypeAdapter[str] = TypeAdapter(EmailStr)


class RateLimits(Middleware):
    """Tells where the client's limits stand. Counts, by its address, whatever came from nobody we know."""

    def __init__(self, app: ASGIApp, service: Callable[[], RateService]) -> None:
        super().__init__(app)
        self._service = service

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = False

        async def send_counted(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start":
                try:
                    headers = self._headers(scope, message["status"])
                except RateLimited as error:
                    refused = True
                    answer = await handle(Request(scope), error)
                    answer.headers.update(_told(scope["state"][_STATE]))
                    await answer(scope, receive, send)
                    return
                MutableHeaders(scope=message).update(headers)
            if not refused:
                await send(message)

        await self.app(scope, receive, send_counted)

    def _headers(self, scope: Scope, status: int) -> dict[str, str]:
        """Where the limits stand at the end. RateLimited if nothing was counted yet, and now something is used up."""
        rate = _rate_class(scope)
        if rate is RateClass.FREE:
            return FREE_HEADERS
        counted: Sequence[Standing] = scope["state"].get(_STATE, ())
        if not counted and rate is RateClass.AUTH and status == HTTPStatus.SERVICE_UNAVAILABLE:
            return _told(self._service().uncounted_try(_address(scope)))
        if not counted:
            counted = scope["state"][_STATE] = self._service().count_visit(_address(scope))
            refuse(counted)
        elif rate is RateClass.AUTH and status in PROVED:
            counted = self._service().succeeded(counted, scope["state"].get(_EARLIER, ()))
        return _told(counted)


async def count_tries(request: Request) -> None:
    """Every operation depends on this: a try to prove who one is counts before a password is looked at.

    RateLimited, RatesUnavailable.
    """
    if _rate_class(request.scope) is RateClass.AUTH:
        email = _email(await request.body())
        _note(request, _service(request).count_try(_address(request.scope), email))


def count_account(request: Request, email: str) -> None:
    """Count a try against an account that its body does not name. RateLimited, RatesUnavailable."""
    _note(request, _service(request).count_account(email))


def completes(request: Request, address: str, email: str | None) -> None:
    """Should the request succeed, the try that it completes was no guess, either: one from this address, and for the
    account of this email address if it named one."""
    setattr(request.state, _EARLIER, _service(request).try_of(address or UNKNOWN, email))


def count_call(request: Request, caller: Caller) -> None:
    """Count what a known `caller` asks. RateLimited; RatesUnavailable if it is a try to prove who they are."""
    rate = _rate_class(request.scope)
    counted = _service(request).count_call(caller, ai=rate is RateClass.AI, proving=rate is RateClass.AUTH)
    _note(request, counted)


def _note(request: Request, counted: Sequence[Standing]) -> None:
    before: Sequence[Standing] = getattr(request.state, _STATE, ())
    setattr(request.state, _STATE, (*before, *counted))
    refuse(counted)


def _service(request: Request) -> RateService:
    service: RateService = request.app.state.rates()
    return service


def _rate_class(scope: Scope) -> RateClass:
    route = scope.get("route")
    if isinstance(route, APIRoute) and route.include_in_schema:
        return access_of(route).rate
    return RateClass.STANDARD


def _address(scope: Scope) -> str:
    return address(scope) or UNKNOWN


def _email(body: bytes) -> str | None:
    """The email address of the account that a body is about, as accounts know it, if it names a valid one."""
    try:
        said = json.loads(body)
        return _EMAIL.validate_python(said["email"]).lower()
    except (ValueError, TypeError, KeyError, RecursionError, ValidationError):
        return None


def _told(standings: Sequence[Standing]) -> dict[str, str]:
    """The headers of draft-ietf-httpapi-ratelimit-headers: one item for each limit, the one that binds most."""
    each = tightest(standings)
    policies = (f'"{one.quota.name}";q={one.quota.rate.amount};w={one.quota.rate.seconds}' for one in each)
    stand = (f'"{one.quota.name}";r={one.left};t={whole_seconds(one.reset)}' for one in each)
    return {POLICY: ", ".join(policies), STANDING: ", ".join(stand)}
