"""What routes ask for: the services, the caller, a page's bounds."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request
from fastapi.routing import APIRoute
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from astromedia.domain.account import Caller
from astromedia.domain.errors import Unauthorized
from astromedia.domain.idempotency import Asker
from astromedia.domain.ids import new_id
from astromedia.domain.session import Visit
from astromedia.kit.observability import bind
from astromedia.services.api import Services
from astromedia.services.roles import require

from . import idempotency
from .access import access_of
from .messages.base import Id
from .middleware import address
from .rates import count_call

API_KEY = "X-API-Key"
NEITHER = f"This needs credentials: the header Authorization: Bearer <access token>, or {API_KEY}: am_live_..."
BOTH = f"This came with two credentials; send either Authorization or {API_KEY}, not both."
bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="The access token that logging in gives.")
api_key = APIKeyHeader(name=API_KEY, auto_error=False, description="An API key: am_live_...")

LONGEST_USER_AGENT = 200


async def services(request: Request) -> Services:
    """The use cases that the app was made over."""
    found: Services = request.app.state.services()
    return found


async def request_id(request: Request) -> str:
    """The id of this request."""
    return str(request.state.request_id)


async def visit(request: Request, id: Annotated[str, Depends(request_id)]) -> Visit:
    """Where the request came from, and with what, as it says."""
    agent = "".join(letter for letter in request.headers.get("User-Agent", "") if letter.isprintable())
    return Visit(agent[:LONGEST_USER_AGENT].strip(), address(request.scope) or "", id)


UseCases = Annotated[Services, Depends(services)]
RequestId = Annotated[str, Depends(request_id)]
Visiting = Annotated[Visit, Depends(visit)]
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
Key = Annotated[str | None, Depends(api_key)]


async def caller(request: Request, id: RequestId, use: UseCases, token: Bearer, key: Key) -> Caller:
    """Whom the request acts for, if they may use this operation. Unauthorized without valid credentials; Forbidden."""
    if token and key is not None:
        raise Unauthorized(BOTH)
    claiming = await idempotency.claiming(request, use, lambda: _asker(use, token, key))
    try:
        known = _caller(use, id, token, key).model_copy(update={"ip": address(request.scope)})
        place = {name: request.path_params.get(name) for name in ("campaign_id", "phase")}
        bind(request_id=id, workspace_id=known.workspace_id, **place)
        count_call(request, known)
        route: APIRoute = request.scope["route"]
        if (needed := access_of(route).permission) is not None:
            require(known, needed, str(route.summary).lower())
    except Exception:
        claiming.take_back()
        raise
    claiming.settle(known)
    return known


def _caller(use: Services, request_id: str, token: Bearer, key: Key) -> Caller:
    if token:
        return use.sessions.caller(token.credentials, request_id)
    if key is not None:
        return use.api_keys.caller(key, request_id)
    raise Unauthorized(NEITHER)


def _asker(use: Services, token: Bearer, key: Key) -> Asker | None:
    """Who sends the request as far as that is known without a look into the stores. Unauthorized."""
    if token:
        return use.sessions.asker(token.credentials)
    return use.api_keys.asker(key) if key is not None else None


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
