"""API keys: what lets programs in."""

from typing import Annotated

from fastapi import Path, Response

from ..dependencies import Cursor, Known, Limit, UseCases
from ..messages.api_keys import ApiKeyAnswer, NewApiKey, NewApiKeyAnswer
from ..messages.base import Id, Page
from ..problems import BODY, problems
from ..routing import Noun

router = Noun("/v1/api-keys", tag="api keys")
KeyId = Annotated[Id, Path(description="The key's id: what follows `am_live_` in it.")]


@router.post("", status_code=201, summary="Create an API key", responses=problems(401, 403, *BODY))
async def create(use: UseCases, who: Known, body: NewApiKey, response: Response) -> NewApiKeyAnswer:
    """A key for a program, sent as `X-API-Key`. The answer is the only place where its text is ever shown.

    It can do what its scopes name, as far as its maker's role goes at that moment. For owners and admins.
    """
    made = use.api_keys.create(who, body.name, body.permissions, body.expires_at)
    response.headers["Location"] = f"/v1/api-keys/{made.key.id}"
    return NewApiKeyAnswer.of(made.key, key=made.text)


@router.get("", summary="List API keys", responses=problems(401, 403, 422))
async def listing(use: UseCases, who: Known, limit: Limit = 20, cursor: Cursor = None) -> Page[ApiKeyAnswer]:
    """The workspace's keys, newest first, revoked and expired ones too. For owners and admins."""
    page = use.api_keys.page(who, limit, cursor)
    return Page[ApiKeyAnswer](items=[ApiKeyAnswer.of(key) for key in page.items], next_cursor=page.next_cursor)


@router.get("/{key_id}", summary="Read an API key", responses=problems(401, 403, 404, 422))
async def read(use: UseCases, who: Known, key_id: KeyId) -> ApiKeyAnswer:
    """A key as it is now, without its text. For owners and admins."""
    return ApiKeyAnswer.of(use.api_keys.get(who, key_id))


@router.delete("/{key_id}", status_code=204, summary="Revoke an API key", responses=problems(401, 403, 404, 409, 422))
async def revoke(use: UseCases, who: Known, key_id: KeyId) -> None:
    """Let nobody in with it, from the next request on. It stays listed; revoking it again changes nothing."""
    use.api_keys.revoke(who, key_id)
