"""Workspaces and their members."""

from typing import Annotated

from fastapi import Path

from ..dependencies import Cursor, Known, Limit, UseCases, WorkspaceId
from ..messages.base import Id, Page
from ..messages.erasures import ErasureAnswer, WorkspaceErasure
from ..messages.workspaces import JoinedAnswer, MemberAnswer, NewRole, WorkspaceChange
from ..problems import BODY, problems
from ..routing import Noun

router = Noun("/v1/workspaces", tag="workspaces")
ONE = "/{workspace_id}"
MEMBER = ONE + "/members/{user_id}"
UserId = Annotated[Id, Path(description="The member's user id.")]


@router.get("", summary="List my workspaces", responses=problems(401))
async def mine(use: UseCases, who: Known) -> Page[JoinedAnswer]:
    """Every workspace that the caller belongs to, the one they registered with first; all on one page. A token is for
    one of them: `POST /v1/auth/switch` gives one for another."""
    return Page[JoinedAnswer](items=[JoinedAnswer.of(each) for each in use.workspaces.mine(who)], next_cursor=None)


@router.get(ONE, summary="Read a workspace", responses=problems(401, 404, 422))
async def read(use: UseCases, who: Known, workspace_id: WorkspaceId) -> JoinedAnswer:
    """The workspace that the token is for; any other is 404."""
    return JoinedAnswer.of(use.workspaces.get(who, workspace_id))


@router.patch(ONE, summary="Rename a workspace", responses=problems(401, 403, 404, 409, *BODY))
async def rename(use: UseCases, who: Known, workspace_id: WorkspaceId, body: WorkspaceChange) -> JoinedAnswer:
    """Give it another name. For owners and admins."""
    return JoinedAnswer.of(use.workspaces.rename(who, workspace_id, body.name))


@router.delete(ONE, status_code=202, summary="Erase a workspace", responses=problems(401, 403, 404, 409, *BODY))
async def erase(use: UseCases, who: Known, workspace_id: WorkspaceId, body: WorkspaceErasure) -> ErasureAnswer:
    """From now on nobody can use it; what goes on in it is stopped, and everything that belongs to it erased: for good.

    For owners. 422 unless `name` is exactly its name.
    """
    return ErasureAnswer.model_validate(use.erasures.erase_workspace(who, workspace_id, body.name))


@router.get(ONE + "/members", summary="List members", responses=problems(401, 404, 422))
async def members(
    use: UseCases, who: Known, workspace_id: WorkspaceId, limit: Limit = 20, cursor: Cursor = None
) -> Page[MemberAnswer]:
    """Who belongs to the workspace, and as what; the oldest accounts first."""
    page = use.workspaces.members(who, workspace_id, limit, cursor)
    return Page[MemberAnswer](items=[MemberAnswer.of(each) for each in page.items], next_cursor=page.next_cursor)


@router.patch(MEMBER, summary="Change a role", responses=problems(401, 403, 404, 409, *BODY))
async def set_role(
    use: UseCases, who: Known, workspace_id: WorkspaceId, user_id: UserId, body: NewRole
) -> MemberAnswer:
    """It counts from the member's next request on. For owners and admins; owners are made and changed by owners only.

    409 for the last owner: a workspace always has one.
    """
    return MemberAnswer.of(use.workspaces.set_role(who, workspace_id, user_id, body.role))


@router.delete(MEMBER, status_code=204, summary="Remove a member", responses=problems(401, 403, 404, 409, 422))
async def remove(use: UseCases, who: Known, workspace_id: WorkspaceId, user_id: UserId) -> None:
    """It counts from the member's next request on. For owners and admins, owners only by owners; and for the member,
    who may leave. 409 for the last owner."""
    use.workspaces.remove(who, workspace_id, user_id)
