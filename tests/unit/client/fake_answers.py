"""Answers of the fake API: problems and pages."""

import json
from collections.abc import Sequence
from typing import Any

import httpx

Answer = httpx.Response
Body = dict[str, Any]


def problem(status: int, title: str, detail: str = "", headers: dict[str, str] | None = None, **more: Any) -> Answer:
    """An RFC 9457 answer."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Answer(
        status, content=json.dumps(body), headers={"content-type": "application/problem+json"} | (headers or {})
    )


def paged(request: httpx.Request, items: Sequence[Body], size: int = 1, **more: Any) -> Answer:
    """A page of few items, so that clients must go on from its cursor."""
    start = int(request.url.params.get("cursor", "0"))
    rest = str(start + size) if start + size < len(items) else None
    return Answer(200, json={"items": list(items[start : start + size]), "next_cursor": rest, **more})
