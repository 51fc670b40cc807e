"""The campaign book."""

from typing import Annotated

from fastapi import Header
from fastapi.responses import HTMLResponse, JSONResponse, Response

from ..accept import quality
from ..dependencies import CampaignId, Known, UseCases
from ..problems import Responses, problems
from ..routing import Noun

router = Noun("/v1/campaigns/{campaign_id}", tag="campaigns")
HTML, JSON = "text/html", "application/json"
# The book carries its styles, fonts, pictures and videos within itself, and runs no script.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; media-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
BOOK: Responses = {
    200: {
        "description": "The campaign book, as a page or as data.",
        "content": {
            HTML: {"schema": {"type": "string"}, "example": "<!doctype html><title>Spring launch</title>"},
            JSON: {"schema": {"type": "object"}, "example": {"campaign": {"name": "Spring launch"}, "phases": []}},
        },
    }
}


@router.get(
    "/report",
    summary="Read the campaign book",
    response_class=Response,
    responses=BOOK | problems(401, 404, 422),
)
async def report(
    use: UseCases, who: Known, campaign_id: CampaignId, accept: Annotated[str, Header(include_in_schema=False)] = HTML
) -> Response:
    """One self-contained HTML page; its content as JSON for those who prefer it by their Accept header."""
    if quality(accept, JSON) > quality(accept, HTML):
        return JSONResponse(use.reports.data(who.workspace_id, campaign_id))
    page = use.reports.html(who.workspace_id, campaign_id, use.clock())
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})
