"""Reading problem+json in tests."""

from typing import Any
from urllib.parse import unquote

from httpx2 import Response


def problem(answer: Response) -> dict[str, Any]:
    """The problem in `answer`, checked for what every problem has."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert found["status"] == answer.status_code
    assert found["request_id"] == answer.headers["X-Request-Id"]
    assert unquote(found["instance"]) == answer.request.url.path
    assert found["type"].startswith("urn:astromedia:problem:")
    assert found["title"]
    assert found["detail"]
    return found


def fields(answer: Response) -> list[str]:
    """The fields that a 4xx problem names, each with a message."""
    found = problem(answer)
    assert 400 <= found["status"] < 500
    assert all(error["message"] for error in found["errors"])
    return [error["field"] for error in found["errors"]]
