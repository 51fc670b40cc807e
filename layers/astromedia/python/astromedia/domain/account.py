"""Who uses the product: users, workspaces (tenants) and the role that ties them."""

from datetime import datetime

from .model import Model
from .permission import PERMISSIONS, Permission
from .role import Role


class User(Model):
    """`password_hash` is bcrypt, None for who logs in by other means only; it never leaves the accounts service.

    `verified_at` is when they last proved that mail to `email` reaches them.
    """

    id: str
    email: str
    name: str
    password_hash: str | None
    workspace_id: str
    created_at: datetime
    verified_at: datetime | None = None


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
