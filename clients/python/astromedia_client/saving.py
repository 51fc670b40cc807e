"""Saving a named thing of the workspace's own, new or known."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from .errors import ApiProblem
from .transport import Transport

GIVEN_BY_THE_API = frozenset({"built_in", "version", "edition", "created_by", "created_at"})
"""Fields that the API adds to what was saved: they are not sent back."""


def save(transport: Transport, path: str, name: str, content: Mapping[str, Any]) -> httpx.Response:
    """PUT `content` to `path`/`name`, or POST it to `path` if there is none of that name yet."""
    body = {field: value for field, value in content.items() if field not in GIVEN_BY_THE_API}
    try:
        return transport.put(f"{path}/{quote(name, safe='')}", body)
    except ApiProblem as problem:
        if problem.status != 404:
            raise
    return transport.post(path, {**body, "name": name})
