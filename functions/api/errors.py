"""Every error as one kind of answer: problem+json (RFC 9457)."""

import re
from functools import singledispatch
from http import HTTPStatus
from math import ceil
from typing import Any, NamedTuple
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from astromedia.domain.errors import (
    AstroError,
    BudgetExceeded,
    FieldError,
    FilesRefused,
    IdentityProviderUnavailable,
    RateLimited,
    RatesUnavailable,
    Unauthorized,
)
from astromedia.domain.idempotency import StillRunning
from astromedia.kit.observability import LOG
from astromedia.storage.outages import CLOSED_SECONDS, seconds_until_better

from .messages.problem import BudgetProblem, FieldProblem, Problem

MEDIA_TYPE = "application/problem+json"
HIDDEN = "Something went wrong on our side; quote the request id if it happens again."
UNCOUNTED = "Tries to log in cannot be counted just now, so none is let through; try again in a moment."
OUT = "Something that this takes is too busy just now, or does not answer; try again in {} seconds."
UNREADABLE = "is not readable; send a JSON object in UTF-8, not nested too deeply"
NOT_JSON = "is not sent as JSON; send the header Content-Type: application/json"
PLANS = "/v1/plans"
PROVIDER_RESTS_SECONDS = 10
MOST_ERRORS = 50
LONGEST_PATH = 200
# Written down, as Python's own phrases change from version to version.
TITLES = {
    400: "Bad request",
    401: "Unauthorized",
    402: "Budget exceeded",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    412: "Precondition failed",
    413: "Content too large",
    415: "Unsupported media type",
    422: "Invalid input",
    429: "Too many requests",
    431: "Headers too large",
    500: "Internal error",
    503: "Service unavailable",
}
# What we say where FastAPI and Starlette would only repeat the title.
DETAILS = {
    400: "The body cannot be read.",
    404: "There is nothing at this address; /docs lists all there is.",
    405: "This address does not take this method; the Allow header says which ones it takes.",
}
# What a model-level rule says: the field it is about, then what is wrong with it.
NAMED = re.compile(r"(?P<field>[a-z_]+): (?P<message>.+)", re.DOTALL)


class Fault(NamedTuple):
    """An error as HTTP tells it; `budget` is the one that has not enough left, if that is the matter."""

    status: int
    title: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    headers: dict[str, str] | None = None
    budget: BudgetExceeded | None = None


@singledispatch
def fault_of(error: Exception) -> Fault:
    """What to tell a client about `error`: when to come again if AWS is out, nothing if it is none that we know."""
    if seconds := seconds_until_better(error):
        return _out(seconds)
    return Fault(500, TITLES[500], HIDDEN)


def _out(seconds: int) -> Fault:
    return Fault(503, TITLES[503], OUT.format(seconds), headers={"Retry-After": str(seconds)})


@fault_of.register
def _(error: AstroError) -> Fault:
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Fault(error.status, error.title, HIDDEN)
    challenge = {"WWW-Authenticate": "Bearer"} if isinstance(error, Unauthorized) else None
    return Fault(error.status, error.title, error.detail, error.errors, challenge)


@fault_of.register
def _(error: FilesRefused) -> Fault:
    return _out(CLOSED_SECONDS)


@fault_of.register
def _(error: BudgetExceeded) -> Fault:
    return Fault(error.status, error.title, error.detail, budget=error)


@fault_of.register
def _(error: StillRunning) -> Fault:
    return Fault(error.status, error.title, error.detail, headers={"Retry-After": str(error.seconds)})


@fault_of.register
def _(error: RateLimited) -> Fault:
    return Fault(error.status, error.title, error.detail, headers={"Retry-After": str(ceil(error.seconds))})


@fault_of.register
def _(error: IdentityProviderUnavailable) -> Fault:
    return Fault(error.status, error.title, error.detail, headers={"Retry-After": str(PROVIDER_RESTS_SECONDS)})


@fault_of.register
def _(error: RatesUnavailable) -> Fault:
    return Fault(error.status, error.title, UNCOUNTED, headers={"Retry-After": str(ceil(error.seconds))})


@fault_of.register
def _(error: HTTPException) -> Fault:
    title = TITLES.get(error.status_code) or HTTPStatus(error.status_code).phrase
    # FastAPI says 400 of a body that is not UTF-8, or too deep, or otherwise cannot be read.
    errors = (FieldError("body", UNREADABLE),) if error.status_code == HTTPStatus.BAD_REQUEST else ()
    headers = dict(error.headers) if error.headers else None
    detail = DETAILS.get(error.status_code) or str(error.detail)
    return Fault(error.status_code, title, detail, errors, headers)


@fault_of.register
def _(error: RequestValidationError) -> Fault:
    found = error.errors()
    if any(fault["type"] == "json_invalid" for fault in found):
        position = found[0]["loc"][-1]
        message = f"is not valid JSON near character {position}: {found[0]['ctx']['error']}"
        return Fault(400, TITLES[400], "The body is not valid JSON.", (FieldError("body", message),))
    if any(fault["loc"] == ("body",) and isinstance(fault["input"], bytes) for fault in found):
        return Fault(415, TITLES[415], "The body is not JSON.", (FieldError("body", NOT_JSON),))
    errors = tuple(_field_error(fault) for fault in found[:MOST_ERRORS])
    count = "1 field is" if len(found) == 1 else f"{len(found)} fields are"
    return Fault(422, TITLES[422], f"{count} not acceptable.", errors)


def _field_error(fault: dict[str, Any]) -> FieldError:
    path = list(fault["loc"])
    message = str(fault["msg"]).removeprefix("Value error, ")
    named = NAMED.fullmatch(message) if fault["type"] == "value_error" else None
    if named:
        path, message = [*path, named["field"]], named["message"]
    return FieldError(_path(path), message)


def _path(loc: list[str | int]) -> str:
    """("body", "brief", "goals", 0) -> "brief.goals[0]": as the client wrote it."""
    where = loc[1:] or loc
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")
    # An unknown field can have any name, even one that cannot be sent back.
    return path[:LONGEST_PATH].encode("utf-8", "replace").decode()


def type_of(title: str) -> str:
    """The URI that says to programs what `title` says to people."""
    return f"urn:astromedia:problem:{title.lower().replace(' ', '-')}"


def respond(request: Request, fault: Fault) -> Response:
    """The problem+json that tells `fault`."""
    facts = {
        "type": type_of(fault.title),
        "title": fault.title,
        "status": fault.status,
        "detail": fault.detail,
        "instance": quote(request.scope["path"]),
        "request_id": request.state.request_id,
        "errors": tuple(FieldProblem(field=error.field, message=error.message) for error in fault.errors),
    }
    content = _problem(fault, facts).model_dump_json(exclude=set() if fault.errors else {"errors"})
    return Response(content, fault.status, fault.headers, MEDIA_TYPE)


def _problem(fault: Fault, facts: dict[str, Any]) -> Problem:
    if fault.budget is None:
        return Problem(**facts)
    short = fault.budget
    return BudgetProblem(**facts, scope=short.scope, free=short.free, cap=short.cap, upgrade=PLANS)


async def handle(request: Request, error: Exception) -> Response:
    """FastAPI's handler for errors of every kind."""
    fault = fault_of(error)
    if fault.status == HTTPStatus.METHOD_NOT_ALLOWED and (methods := request.app.state.addresses.methods(request)):
        fault = fault._replace(headers={"Allow": ", ".join(methods)})
    if fault.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        LOG.exception("A request failed", exc_info=error)
    return respond(request, fault)
