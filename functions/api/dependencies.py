"""What routes ask for: the services, the caller, a page's bounds."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from astromedia.domain.account import Caller
from astromedia.domain.errors import Unauthorized
from astromedia.domain.ids import new_id
from astromedia.kit.observability import bind
from astromedia.services.api import Services
from astromedia.services.roles import require

from . import idempotency
from .access import access_of
from .messages.base import Id

bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="The access token that logging in gives.")


async def services(request: Request) -> Services:
    """The use cases that the app was made over."""
    found: Services = request.app.state.services()
    return found


async def request_id(request: Request) -> str:
    """The id of this request."""
    return str(request.state.request_id)


UseCases = Annotated[Services, Depends(services)]
RequestId = Annotated[str, Depends(request_id)]
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


async def caller(request: Request, id: RequestId, use: UseCases, credentials: Bearer) -> Caller:
    """Whom the request acts for, if they may use this operation. Unauthorized without valid credentials; Forbidden."""
    if credentials is None:
        raise Unauthorized("This needs an access token; send the header Authorization: Bearer <access token>.")
    known = use.accounts.caller(credentials.credentials, id)
    bind(workspace_id=known.workspace_id, request_id=id, campaign_id=request.path_params.get("campaign_id"))
    route: APIRoute = request.scope["route"]
    if (needed := access_of(route).permission) is not None:
        require(known, needed, str(route.summary).lower())
    await idempotency.begin(request, use, known)
    return known


Known = Annotated[Caller, Depends(caller)]


async def made_id(request: Request, _: Known, use: UseCases) -> str:
    """The id of what this request makes: the same in every try with one Idempotency-Key."""
    claim = idempotency.claim_of(request.scope)
    return claim.made_id if claim else new_id(use.clock())


MadeId = Annotated[str, Depends(made_id)]
CampaignId = Annotated[Id, Path(description="The campaign's id.")]
WorkspaceId = Annotated[Id, Path(description="The caller's workspace.")]
AssetId = Annotated[Id, Path(description="The asset's id.")]
Limit = Annotated[int, Query(ge=1, le=100, description="At most so many items.")]
Cursor = Annotated[str | None, Query(max_length=400, description="`next_cursor` of the page before, as it came.")]
