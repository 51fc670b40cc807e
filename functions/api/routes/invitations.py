"""Asking people to join a workspace, and joining it."""

from typing import Annotated

from fastapi import Path

from astromedia.domain.tenancy import Invitation

from ..dependencies import Cursor, Known, Limit, UseCases, WorkspaceId
from ..messages.base import Id, Page
from ..messages.workspaces import Acceptance, InvitationAnswer, JoinedAnswer, NewInvitation
from ..problems import BODY, problems
from ..routing import Noun

router = Noun("/v1", tag="workspaces")
OF_WORKSPACE = "/workspaces/{workspace_id}/invitations"
InvitationId = Annotated[Id, Path(description="The invitation's id.")]


@router.post(
    OF_WORKSPACE,
    status_code=201,
    summary="Invite somebody",
    response_model=InvitationAnswer,
    responses=problems(401, 403, 404, 409, *BODY),
)
async def invite(use: UseCases, who: Known, workspace_id: WorkspaceId, body: NewInvitation) -> Invitation:
    """Mail somebody a token to join with, once, within 7 days. For owners and admins; owners are invited by owners.

    409 if they are a member already, or 100 invitations are open.
    """
    return use.invitations.invite(who, workspace_id, body.email, body.role)


@router.get(
    OF_WORKSPACE,
    summary="List invitations",
    response_model=Page[InvitationAnswer],
    responses=problems(401, 403, 404, 422),
)
async def listing(
    use: UseCases, who: Known, workspace_id: WorkspaceId, limit: Limit = 20, cursor: Cursor = None
) -> Page[InvitationAnswer]:
    """The invitations that are open, newest first. For owners and admins."""
    page = use.invitations.page(who, workspace_id, limit, cursor)
    items = [InvitationAnswer.model_validate(each) for each in page.items]
    return Page[InvitationAnswer](items=items, next_cursor=page.next_cursor)


@router.delete(
    OF_WORKSPACE + "/{invitation_id}",
    status_code=204,
    summary="Revoke an invitation",
    responses=problems(401, 403, 404, 422),
)
async def revoke(use: UseCases, who: Known, workspace_id: WorkspaceId, invitation_id: InvitationId) -> None:
    """Its token is of no use any more. For owners and admins; 404 if it is not open."""
    use.invitations.revoke(who, workspace_id, invitation_id)


@router.post("/invitations/accept", summary="Accept an invitation", responses=problems(401, 403, 404, 409, *BODY))
async def accept(use: UseCases, who: Known, body: Acceptance) -> JoinedAnswer:
    """Join the workspace; `POST /v1/auth/switch` then gives a token for it.

    403 if the invitation was sent to another email address; 404 if it is not open; 409 if the caller is a member.
    """
    return JoinedAnswer.of(use.invitations.accept(who, body.token))
