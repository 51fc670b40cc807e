"""Errors as messages (RFC 9457)."""

from typing import Any, ClassVar, Literal

from astromedia.domain.money import Money

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


class BudgetProblem(Problem):
    """A budget has not enough left: which (`scope`), what is `free` of its `cap`, and where `upgrade` leads."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "type": "urn:astromedia:problem:budget-exceeded",
        "title": "Budget exceeded",
        "status": 402,
        "detail": "The budget campaign/01KJPY44E0CGSBHRRNH1AV3MK6 has $0.01 left of $2.50, and this campaign may well "
        "cost $0.037 (p95 of its quote). Raise the cap by PUT /v1/budgets/campaign/01KJPY44E0CGSBHRRNH1AV3MK6.",
        "instance": "/v1/campaigns/01KJPY44E0CGSBHRRNH1AV3MK6/launch",
        "request_id": "01KJPY44E0CGSBHRRNH1AV3MK6",
        "errors": [],
        "scope": "campaign/01KJPY44E0CGSBHRRNH1AV3MK6",
        "free": "0.01",
        "cap": "2.50",
        "currency": "USD",
        "upgrade": "/v1/plans",
    }

    scope: str
    free: Money
    cap: Money
    currency: Literal["USD"] = "USD"
    upgrade: str
