"""The audit log."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import Header, Query, Request
from fastapi.responses import JSONResponse, Response

from astromedia.domain.audit import Action

from ..accept import quality
from ..dependencies import Cursor, Known, Limit, UseCases, WorkspaceId
from ..messages.base import Page
from ..messages.workspaces import AuditAnswer
from ..problems import Responses, problems
from ..routing import Noun

router = Noun("/v1/workspaces/{workspace_id}", tag="workspaces")
JSON, LINES = "application/json", "application/x-ndjson"
Wanted = Annotated[Action | None, Query(description="Only what was done of this kind.")]
PAGE: Responses = {
    200: {
        "description": "A page of the log. As lines, the next page is named by the Link header.",
        "content": {
            LINES: {"schema": {"type": "string"}, "example": f'{{"id":"{AuditAnswer.EXAMPLE["id"]}"}}\n'},
        },
    }
}


@router.get(
    "/audit",
    summary="Read the audit log",
    response_model=Page[AuditAnswer],
    responses=PAGE | problems(401, 403, 404, 422),
)
async def audit(
    request: Request,
    use: UseCases,
    who: Known,
    workspace_id: WorkspaceId,
    limit: Limit = 20,
    cursor: Cursor = None,
    action: Wanted = None,
    accept: Annotated[str, Header(include_in_schema=False)] = JSON,
) -> Response:
    """Who did what to the workspace, newest first. For owners and admins; nobody can change or delete an entry.

    An entry per line (NDJSON) for those who prefer that by their Accept header.
    """
    page = use.audit.page(who, workspace_id, limit, cursor, action)
    items = [AuditAnswer.model_validate(entry) for entry in page.items]
    if quality(accept, LINES) > quality(accept, JSON):
        return _lines(request, items, page.next_cursor)
    return JSONResponse(Page[AuditAnswer](items=items, next_cursor=page.next_cursor).model_dump(mode="json"))


def _lines(request: Request, items: Iterable[AuditAnswer], next_cursor: str | None) -> Response:
    onwards = request.url.include_query_params(cursor=next_cursor)
    link = {"Link": f'<{onwards.path}?{onwards.query}>; rel="next"'} if next_cursor else None
    return Response("".join(f"{item.model_dump_json()}\n" for item in items), headers=link, media_type=LINES)
