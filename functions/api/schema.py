"""The API's description, OpenAPI 3.1: what FastAPI derives, and what it cannot know."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, NoReturn

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from astromedia.domain.permission import SCOPES, Permission

from . import entity_tags, idempotency
from .access import ACCESS, Access, RateClass
from .dependencies import api_key, bearer
from .links import add_links
from .messages.base import Message
from .messages.problem import BudgetProblem, Problem
from .problems import out, problems, shared, unread

TEMPLATE = "#/components/schemas/{model}"
KEY_PARAMETER = {
    "name": idempotency.KEY,
    "in": "header",
    "required": False,
    "description": "A fresh random value for a new request. Sent again with the same key within 24 hours, the request "
    "does nothing again and gets the first answer; with another body 409; while the first is at work 409 with "
    "Retry-After.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[\x21-\x7e]+$"},
    "example": "5f0c6a1e-6a3b-4d0e-9f5c-2b1f3c7e9d10",
}
REPLAYED_HEADER = {
    "description": "`true` if this is the answer to an earlier request with the same Idempotency-Key.",
    "schema": {"type": "string"},
}
RETRY_HEADER = {
    "description": "Seconds after which to ask again, if a request with the same Idempotency-Key is at work.",
    "schema": {"type": "integer"},
}
TAG_EXAMPLE = '"3.9f86d081884c7d65"'
TAG_HEADER = {
    "description": "Stands for exactly this state of it.",
    "schema": {"type": "string"},
    "example": TAG_EXAMPLE,
}
UNLESS_PARAMETER = {
    "name": entity_tags.UNLESS,
    "in": "header",
    "required": False,
    "description": "The ETag of what you have: 304 without a body if it is still so.",
    "schema": {"type": "string"},
    "example": TAG_EXAMPLE,
}
IF_PARAMETER = {
    "name": entity_tags.IF,
    "in": "header",
    "required": False,
    "description": "The ETag of what you have read: 412, and no change, if it was changed since. Without it, or with "
    "*, whatever there is is changed.",
    "schema": {"type": "string"},
    "example": TAG_EXAMPLE,
}
TAGS = {
    "accounts": "Who you are.",
    "api keys": "What lets programs in.",
    "workspaces": "Who works with you, as what, and what they did.",
    "campaigns": "From a brief to the finished book.",
    "schedules": "Campaigns that launch by the clock.",
    "assets": "The files that campaigns produced, and that people uploaded.",
    "playbooks": "What campaigns can follow, built in or of your own.",
    "agents": "Who does the phases of playbooks, built in or of your own.",
    "budgets": "What may be spent, and what is left of it.",
    "approvals": "What waits for a person, and what they decide.",
    "queue": "What runs and what waits, and how much may run at once.",
    "costs": "What will be spent, and what was.",
    "models": "Who does the work, and how well.",
    "cache": "What need not be paid for twice.",
    "health": "Whether all this works.",
}


def describe(app: FastAPI) -> dict[str, Any]:
    """The description of `app`, with what FastAPI leaves out: the problems' schema, nulls in examples, links."""
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    document["tags"] = [{"name": name, "description": about} for name, about in TAGS.items()]
    for method, operation in (each for path in document["paths"].values() for each in path.items()):
        access = ACCESS[operation["operationId"]]
        told = unread() | refusals(access) | operation["responses"]
        operation["responses"] = dict(sorted(told.items()))
        if method == "post" and access.permission:
            repeatable(operation)
        if access.permission:
            operation["security"] = ways_in(access.permission)
        tagged(method, operation)
    document["components"]["responses"] = shared()
    schemas = document["components"]["schemas"]
    for kind in (Problem, BudgetProblem):
        problem = kind.model_json_schema(mode="serialization", ref_template=TEMPLATE)
        schemas |= problem.pop("$defs") | {kind.__name__: problem}
    for message in _below(Message):
        name = re.sub(r"\W", "_", message.__name__)
        if name in schemas:
            schemas[name]["examples"] = [message.example()]
    add_links(document)
    return document


def refusals(access: Access) -> dict[str, Any]:
    """What an operation may answer because of who may use it, how often, and what it needs for that."""
    identity = (401, 403) if access.permission else ()
    if access.rate is RateClass.FREE:
        return {str(status): told for status, told in problems(*identity).items()}
    return out() | {str(status): told for status, told in problems(*identity, 429).items()}


def repeatable(operation: dict[str, Any]) -> None:
    """Tell of the Idempotency-Key that `operation` takes."""
    operation.setdefault("parameters", []).append(KEY_PARAMETER)
    for status, told in problems(409, 422).items():
        operation["responses"].setdefault(str(status), told)
    for status, told in operation["responses"].items():
        if int(status) < HTTPStatus.BAD_REQUEST:
            told.setdefault("headers", {})[idempotency.REPLAYED] = REPLAYED_HEADER
        elif int(status) == HTTPStatus.CONFLICT:
            told["headers"] = {"Retry-After": RETRY_HEADER}
    operation["responses"] = dict(sorted(operation["responses"].items()))


def ways_in(permission: Permission) -> list[dict[str, list[str]]]:
    """An access token; or an API key, with the scope that it takes, if there is such a scope."""
    key: list[dict[str, list[str]]] = [{api_key.scheme_name: [permission]}] if permission in SCOPES else []
    return [{bearer.scheme_name: []}, *key]


def tagged(method: str, operation: dict[str, Any]) -> None:
    """Tell of the ETag that `operation` answers, and of the conditions that it takes."""
    id, responses = operation["operationId"], operation["responses"]
    if id in entity_tags.TAGGED:
        for told in (told for status, told in responses.items() if int(status) < HTTPStatus.MULTIPLE_CHOICES):
            told.setdefault("headers", {})[entity_tags.TAG] = TAG_HEADER
        if method == "get":
            operation.setdefault("parameters", []).append(UNLESS_PARAMETER)
            responses["304"] = {"description": "You have it as it is.", "headers": {entity_tags.TAG: TAG_HEADER}}
    if id in entity_tags.GUARDED:
        operation.setdefault("parameters", []).append(IF_PARAMETER)
        responses |= {str(status): told for status, told in problems(412).items()}
    operation["responses"] = dict(sorted(responses.items()))


def openapi() -> dict[str, Any]:
    """The description of the API, without running it."""
    from .app import create_app

    return create_app(_nothing).openapi()


def _below(kind: type[Message]) -> Iterator[type[Message]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def _nothing() -> NoReturn:
    raise NotImplementedError("This app is for its description only; it answers no request.")
