"""What every request gets, whatever becomes of it: an id, a log line, safe headers, and an answer."""

import re
from abc import ABC, abstractmethod
from http import HTTPStatus
from time import perf_counter

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from astromedia.domain.ids import new_id
from astromedia.kit.clock import utc_now
from astromedia.kit.metrics import AUTH_FAILURES, REQUEST_LATENCY, REQUESTS
from astromedia.kit.observability import LOG, begin, bind, count_cold_start, flush_metrics, meter
from astromedia.kit.tracing import traced

from .errors import handle

REQUEST_ID = "X-Request-Id"
SAFE_ID = re.compile(r"[A-Za-z0-9+/=_-]{1,64}")
"""Ids as others make them too: API Gateway's are base64."""
METHODS = frozenset({"DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT"})
CREDENTIALS = {"Authorization": "bearer", "X-API-Key": "api_key"}
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def address(scope: Scope) -> str | None:
    """Where the request came from, as API Gateway saw it, or the edge if there is one (origin.py). What a client
    says of that (X-Forwarded-For) is not read."""
    client = scope.get("client")
    return str(client[0]) if client else None


def access_log_id(scope: Scope) -> str | None:
    """API Gateway's own id of the request, the one that its access log has; None if it did not come through one."""
    id = scope.get("aws.event", {}).get("requestContext", {}).get("requestId")
    return None if id is None else str(id)


def request_id_of(given: str | None, logged: str | None) -> str:
    """The client's own id if it is safe, else API Gateway's, else a new one."""
    return next((id for id in (given, logged) if id and SAFE_ID.fullmatch(id)), None) or new_id(utc_now())


class Middleware(ABC):
    """Base: passes on what is not a request (a server starting and stopping)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self.serve if scope["type"] == "http" else self.app)(scope, receive, send)

    @abstractmethod
    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Do this class's part, and have `app` do the rest."""


class RequestIds(Middleware):
    """Takes the client's X-Request-Id if it is safe, else API Gateway's own id; sends it back; logs and measures how
    the request ended, and tells all that was measured of it."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        with traced("request"):
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, logged = Request(scope), access_log_id(scope)
        id = request.state.request_id = request_id_of(request.headers.get(REQUEST_ID), logged)
        begin(scope.get("aws.context"))
        bind(request_id=id)
        began = perf_counter()

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[REQUEST_ID] = id
                milliseconds = round((perf_counter() - began) * 1000, 1)
                facts = {"method": scope["method"], "path": scope["path"], "status": message["status"]}
                LOG.info("Answered", extra=facts | {"milliseconds": milliseconds, "access_log_id": logged})
                _measure(request, message["status"], milliseconds)
            await send(message)

        count_cold_start()
        try:
            await self.app(scope, receive, send_with_id)
        finally:
            flush_metrics()


def _measure(request: Request, status: int, milliseconds: float) -> None:
    meter(REQUESTS, outcome=f"{status // 100}xx")
    meter(REQUEST_LATENCY, milliseconds, method=request.method if request.method in METHODS else "other")
    if status == HTTPStatus.UNAUTHORIZED:
        shown = next((kind for header, kind in CREDENTIALS.items() if request.headers.get(header)), "none")
        meter(AUTH_FAILURES, credential=shown)


class SecurityHeaders(Middleware):
    """Adds the headers above wherever a route has not chosen its own."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_safely)


class Crashes(Middleware):
    """Turns an exception that nothing else handled into a 500 that says nothing of it."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            answer = await handle(Request(scope), error)
            await answer(scope, receive, send)
