"""The API's description, OpenAPI 3.1: what FastAPI derives, and what it cannot know."""

import re
from collections.abc import Iterator
from typing import Any, NoReturn

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from .messages.base import Message
from .messages.problem import Problem

TEMPLATE = "#/components/schemas/{model}"


def operation_id(route: APIRoute) -> str:
    """What generated clients call an operation: "List campaigns" -> "list_campaigns"."""
    return re.sub(r"\W+", "_", (route.summary or route.name).lower()).strip("_")


def describe(app: FastAPI) -> dict[str, Any]:
    """The description of `app`, with what FastAPI leaves out: the problems' schema, and nulls in examples."""
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    schemas = document["components"]["schemas"]
    problem = Problem.model_json_schema(mode="serialization", ref_template=TEMPLATE)
    schemas |= problem.pop("$defs") | {"Problem": problem}
    for kind in _below(Message):
        name = re.sub(r"\W", "_", kind.__name__)
        if name in schemas:
            schemas[name]["examples"] = [kind.example()]
    return document


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
