"""Workspaces, members, invitations and the audit log as messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import EmailStr, StringConstraints

from astromedia.domain.audit import Action
from astromedia.domain.role import Role
from astromedia.services.workspaces import Joined, Person

from .accounts import Name, WorkspaceAnswer
from .base import Answer, Id, Question

Token = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{26}\.[0-9A-Z]{26}\.[A-Za-z0-9_-]{43}$")]
TOKEN = "01KJPY44E0MY6CJ3Z0DK6ZT1H7.01KJPY44E0CGSBHRRNH1AV3MK6.n1QvYyqkPbs0Ue7Xb7rC0eN5zq2H7m4Qe9s1T8wVx3o"  # noqa: S105


class JoinedAnswer(WorkspaceAnswer):
    """A workspace, and the caller's role in it."""

    EXAMPLE: ClassVar[dict[str, Any]] = WorkspaceAnswer.EXAMPLE | {"role": "owner"}

    role: Role

    @classmethod
    def of(cls, joined: Joined) -> Self:
        """The answer that tells of `joined`."""
        return cls(**dict(joined.workspace), role=joined.role)


class WorkspaceChange(Question):
    EXAMPLE: ClassVar[dict[str, Any]] = {"name": "Analytical Engines Ltd"}

    name: Name


class WorkspaceChoice(Question):
    """Which workspace to go on in."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"workspace_id": "01KJPY44E0MY6CJ3Z0DK6ZT1H7"}

    workspace_id: Id


class MemberAnswer(Answer):
    """A member since `created_at`. `email` and `name` are null if the account is gone."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "user_id": "01KJPY44E0CGSBHRRNH1AV3MK6",
        "email": "ada@example.com",
        "name": "Ada Lovelace",
        "role": "owner",
        "created_at": "2026-03-02T09:30:00Z",
    }

    user_id: str
    email: str | None
    name: str | None
    role: Role
    created_at: datetime

    @classmethod
    def of(cls, person: Person) -> Self:
        """The answer that tells of `person`."""
        member, user = person
        return cls(
            user_id=member.user_id,
            email=user.email if user else None,
            name=user.name if user else None,
            role=member.role,
            created_at=member.created_at,
        )


class NewRole(Question):
    EXAMPLE: ClassVar[dict[str, Any]] = {"role": "editor"}

    role: Role


class NewInvitation(Question):
    EXAMPLE: ClassVar[dict[str, Any]] = {"email": "grace@example.com", "role": "editor"}

    email: EmailStr
    role: Role


class InvitationAnswer(Answer):
    """An invitation that is open until `expires_at`. Its token is in the mail, and nowhere else."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "id": "01KJPY44E0CGSBHRRNH1AV3MK6",
        "email": "grace@example.com",
        "role": "editor",
        "invited_by": "01KJPY44E0MY6CJ3Z0DK6ZT1H7",
        "created_at": "2026-03-02T09:30:00Z",
        "expires_at": "2026-03-09T09:30:00Z",
    }

    id: str
    email: str
    role: Role
    invited_by: str
    created_at: datetime
    expires_at: datetime


class Acceptance(Question):
    """The token that the mail brought."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"token": TOKEN}

    token: Token


class AuditAnswer(Answer):
    """What a user did, by an API key of theirs if `api_key_id` is not null. `details` hold old and new values."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "id": "01KJPY44E0N7Q2V8X3B6D9F1GH",
        "at": "2026-03-02T09:30:00Z",
        "user_id": "01KJPY44E0CGSBHRRNH1AV3MK6",
        "api_key_id": None,
        "action": "member.role_changed",
        "target": "01KJPY44E0MY6CJ3Z0DK6ZT1H7",
        "details": {"before": "viewer", "after": "editor"},
        "request_id": "01KJPY44E0PT4C5W6E7R8T9Y0Z",
        "ip": "203.0.113.7",
    }

    id: str
    at: datetime
    user_id: str
    api_key_id: str | None
    action: Action
    target: str
    details: Mapping[str, str]
    request_id: str
    ip: str | None
