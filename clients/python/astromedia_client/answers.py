"""What an HTTP answer means: a model of ours, a page of them, or the problem it tells of."""

import json
from typing import Generic, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from .errors import ApiProblem, FieldProblem, UnexpectedAnswer

API_KEY = "X-API-Key"
AnswerT = TypeVar("AnswerT", bound=BaseModel)


class Page(BaseModel, Generic[AnswerT]):
    """Some items of a list, and where to go on (None at the end)."""

    items: tuple[AnswerT, ...]
    next_cursor: str | None = None


def parsed(model: type[AnswerT], response: httpx.Response) -> AnswerT:
    """The body as `model`. UnexpectedAnswer, naming the first field that is wrong, if it is not one."""
    try:
        return model.model_validate_json(response.content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "body"
        address = response.request.url.copy_with(query=None)
        raise UnexpectedAnswer(f"{address} did not answer as this client expects ({where}: {first['msg']})") from error


def problem_of(response: httpx.Response) -> ApiProblem:
    """An error answer as an exception, also when something in between (a proxy) answered without problem+json."""
    body = _mapping(response.content)
    errors = body.get("errors")
    named = [e for e in errors if isinstance(e, dict)] if isinstance(errors, list) else []
    return ApiProblem(
        status=response.status_code,
        title=str(body.get("title") or response.reason_phrase or "error"),
        detail=str(body.get("detail") or body.get("message") or ""),
        errors=[FieldProblem(str(e.get("field", "")), str(e.get("message", ""))) for e in named],
        request_id=response.headers.get("x-request-id"),
        retry_after=response.headers.get("retry-after"),
        with_api_key=API_KEY in response.request.headers,
    )


def _mapping(content: bytes) -> dict[str, object]:
    try:
        body = json.loads(content)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
