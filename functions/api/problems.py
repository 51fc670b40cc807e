"""The errors of an operation, as the API's description tells them."""

from http import HTTPStatus
from typing import Any

from .errors import MEDIA_TYPE, TITLES, type_of
from .messages.problem import BudgetProblem, Problem

WHEN = {
    400: "The body cannot be read.",
    401: "No valid access token or API key.",
    402: "A budget has not enough left; the problem says which, and how to raise it.",
    403: "The caller's role does not allow this.",
    404: "There is no such thing in the caller's workspace.",
    409: "The thing is not in a state that allows this.",
    412: "The thing was changed since: its ETag is not the one that If-Match names.",
    413: "The body is too large, or the answer would be.",
    415: "The body is not sent as JSON.",
    422: "A field is not acceptable; `errors` names it.",
    431: "The headers are too large.",
    429: "A limit is used up; the header Retry-After says in how many seconds there is room again.",
    503: "Something that the API needs does not answer, or has too much to do; Retry-After says when to ask again.",
}
RETRY_AFTER = {"Retry-After": {"description": "Seconds until it is worth asking again.", "schema": {"type": "integer"}}}
LATER = (429, 503)
OUT = "Unavailable"
BODY = (400, 413, 415, 422)
"""What every operation with a body may answer."""

UNREAD = (400, 413, 415, 431)
"""What every operation may answer before anything of the request is looked at: for headers that can be read in two
ways, a body that is too large, a compressed one, headers that are too large."""

Responses = dict[int | str, dict[str, Any]]


def problems(*statuses: int) -> Responses:
    """The `responses` of an operation that can fail with these statuses."""
    return {status: _response(status) for status in sorted(statuses)}


def shared() -> dict[str, Any]:
    """The answers that operations refer to, by name."""
    told = {f"Unread{status}": told for status, told in problems(*UNREAD).items()}
    return told | {OUT: _response(503)}


def unread() -> dict[str, Any]:
    """The references to them."""
    return {str(status): {"$ref": f"#/components/responses/Unread{status}"} for status in UNREAD}


def out() -> dict[str, Any]:
    """The reference to what every operation answers that needs anything: a store, a queue, the cache."""
    return {"503": {"$ref": f"#/components/responses/{OUT}"}}


def _response(status: int) -> dict[str, Any]:
    kind = BudgetProblem if status == HTTPStatus.PAYMENT_REQUIRED else Problem
    title, detail = TITLES[status], WHEN[status]
    facts = {"type": type_of(title), "title": title, "status": status, "detail": detail}
    example = kind.EXAMPLE | facts
    shown = example if status in BODY else {name: value for name, value in example.items() if name != "errors"}
    schema = {"$ref": f"#/components/schemas/{kind.__name__}"}
    headers = {"headers": RETRY_AFTER} if status in LATER else {}
    return {"description": detail, **headers, "content": {MEDIA_TYPE: {"schema": schema, "example": shown}}}
