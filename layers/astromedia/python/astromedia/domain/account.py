"""Who uses the product: users, workspaces (tenants) and the role that ties them."""

from datetime import datetime
from typing import NamedTuple

from .ids import new_id
from .model import Model
from .permission import PERMISSIONS, Permission
from .role import Role
from .two_factor import TwoFactor


class User(Model):
    """`password_hash` is bcrypt, None for who logs in by other means only; it never leaves the accounts service.

    `verified_at` is when they last proved that mail to `email` reaches them. `two_factor` may yet wait for its first
    code: see `second_factor`.
    """

    id: str
    email: str
    name: str
    password_hash: str | None
    workspace_id: str
    created_at: datetime
    verified_at: datetime | None = None
    two_factor: TwoFactor | None = None

    @property
    def second_factor(self) -> TwoFactor | None:
        """What logging in takes besides the first proof, if anything."""
        return self.two_factor if self.two_factor and self.two_factor.enabled_at else None


class Workspace(Model):
    """The tenant: every record belongs to exactly one."""

    id: str
    name: str
    created_at: datetime


class Member(Model):
    """A user's role in a workspace."""

    workspace_id: str
    user_id: str
    role: Role
    created_at: datetime


class Founding(NamedTuple):
    """A new user, the workspace that is theirs, and that they own it."""

    user: User
    workspace: Workspace
    owner: Member


def founded(
    email: str,
    name: str,
    now: datetime,
    workspace_name: str | None = None,
    *,
    password_hash: str | None = None,
    verified_at: datetime | None = None,
) -> Founding:
    """What registering makes. The workspace has the user's name unless it has one of its own."""
    workspace = Workspace(id=new_id(now), name=workspace_name or name, created_at=now)
    user = User(
        id=new_id(now),
        email=email.lower(),
        name=name,
        password_hash=password_hash,
        workspace_id=workspace.id,
        created_at=now,
        verified_at=verified_at,
    )
    owner = Member(workspace_id=workspace.id, user_id=user.id, role=Role.OWNER, created_at=now)
    return Founding(user, workspace, owner)


class Caller(Model):
    """Whom a request acts for: taken from verified credentials, never from the request's content.

    With an API key (`api_key_id`) it may do what its maker's role may and the key's `scopes` name; else that is None,
    and `session_id` is the session that its access token came from. `ip` is where the request came from, if known.
    """

    user_id: str
    workspace_id: str
    role: Role
    request_id: str
    session_id: str | None = None
    api_key_id: str | None = None
    scopes: frozenset[Permission] | None = None
    ip: str | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        """What it may do."""
        of_role = PERMISSIONS[self.role]
        return of_role if self.scopes is None else of_role & self.scopes
