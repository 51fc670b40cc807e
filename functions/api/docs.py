"""/docs: the API's description as one page that needs no script and nothing from elsewhere."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from .schema import describe

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
TEMPLATE = Path(__file__).with_name("docs.html")


def add_to(app: FastAPI) -> None:
    """Let `app` describe itself at /openapi.json and /docs."""

    @cache
    def description() -> dict[str, Any]:
        return describe(app)

    @cache
    def page() -> str:
        return rendered(description())

    async def docs() -> HTMLResponse:
        return HTMLResponse(page(), headers={"Content-Security-Policy": POLICY})

    app.openapi = description  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    app.add_api_route("/docs", docs, include_in_schema=False)


def rendered(description: dict[str, Any]) -> str:
    """The page for an OpenAPI `description`."""
    from jinja2 import Environment

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["pretty"] = lambda value: json.dumps(value, indent=2, ensure_ascii=False)
    environment.filters["example"] = lambda content: example_of(content, description)
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(api=description)


def example_of(content: dict[str, Any], description: dict[str, Any]) -> object:
    """The example of a media type object: its own, or its schema's first; None if there is none."""
    if "example" in content:
        return content["example"]
    schema = content.get("schema", {})
    name = schema.get("$ref", "").rpartition("/")[2]
    examples = description["components"]["schemas"].get(name, schema).get("examples", [])
    return next(iter(examples), None)
