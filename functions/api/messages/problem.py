"""Errors as messages (RFC 9457)."""

from typing import Any, ClassVar

from .base import Answer


class FieldProblem(Answer):
    """One field that is wrong, by its path in the request, and what to do about it."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "field": "brief.end",
        "message": "is before start; give an end date on or after the start date",
    }

    field: str
    message: str


class Problem(Answer):
    """What went wrong. `type` is for programs, `title` and `detail` for people; `errors` name the fields."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "type": "urn:astromedia:problem:invalid-input",
        "title": "Invalid input",
        "status": 422,
        "detail": "1 field is not acceptable.",
        "instance": "/v1/campaigns",
        "request_id": "01KJPY44E0CGSBHRRNH1AV3MK6",
        "errors": [FieldProblem.EXAMPLE],
    }

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: tuple[FieldProblem, ...] = ()
