"""The API's description, OpenAPI 3.1: what FastAPI derives, and what it cannot know."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from .messages.problem import Problem

TEMPLATE = "#/components/schemas/{model}"


def describe(app: FastAPI) -> dict[str, Any]:
    """The description of `app`, with the schema of the problems that every operation refers to."""
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes, servers=app.servers
    )
    problem = Problem.model_json_schema(mode="serialization", ref_template=TEMPLATE)
    document["components"]["schemas"] |= problem.pop("$defs") | {"Problem": problem}
    return document


def openapi() -> dict[str, Any]:
    """The description of the API, without running it."""
    from .app import create_app

    return create_app(None).openapi()
