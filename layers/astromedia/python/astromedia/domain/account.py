"""Who uses the product: users, workspaces (tenants) and the role that ties them."""

from datetime import datetime
from enum import StrEnum

from .model import Model


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    EDITOR = "editor"
    VIEWER = "viewer"


class User(Model):
    """`password_hash` is bcrypt; it never leaves the accounts service."""

    id: str
    email: str
    name: str
    password_hash: str
    workspace_id: str
    created_at: datetime


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
    """Whom a request acts for: taken from verified credentials, never from the request's content."""

    user_id: str
    workspace_id: str
    role: Role
    request_id: str
