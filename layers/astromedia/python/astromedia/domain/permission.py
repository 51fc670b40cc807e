"""What may be done in a workspace, and which role may do it. An API key's scopes are permissions, too."""

from collections.abc import Mapping
from enum import StrEnum

from .role import Role


class Permission(StrEnum):
    """One word for what several operations take; `read` lets nobody change anything."""

    ACCOUNT = "account"
    READ = "read"
    CAMPAIGNS_WRITE = "campaigns:write"
    PHASES_DECIDE = "phases:decide"
    SCHEDULES_WRITE = "schedules:write"
    PLAYBOOKS_WRITE = "playbooks:write"
    CACHE_DROP = "cache:drop"
    BUDGETS_READ = "budgets:read"
    BUDGETS_WRITE = "budgets:write"
    WORKSPACE_READ = "workspace:read"
    WORKSPACE_WRITE = "workspace:write"
    MEMBERS_WRITE = "members:write"
    AUDIT_READ = "audit:read"
    KEYS_WRITE = "keys:write"
    WORKSPACE_EXPORT = "workspace:export"
    WORKSPACE_DELETE = "workspace:delete"


VIEWER = frozenset({Permission.ACCOUNT, Permission.READ})
EDITOR = VIEWER | {
    Permission.CAMPAIGNS_WRITE,
    Permission.PHASES_DECIDE,
    Permission.SCHEDULES_WRITE,
    Permission.PLAYBOOKS_WRITE,
    Permission.CACHE_DROP,
}
ADMIN = EDITOR | {
    Permission.BUDGETS_READ,
    Permission.BUDGETS_WRITE,
    Permission.WORKSPACE_READ,
    Permission.WORKSPACE_WRITE,
    Permission.MEMBERS_WRITE,
    Permission.AUDIT_READ,
    Permission.KEYS_WRITE,
}
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.OWNER: ADMIN | {Permission.WORKSPACE_EXPORT, Permission.WORKSPACE_DELETE},
    Role.ADMIN: ADMIN,
    Role.EDITOR: EDITOR,
    Role.VIEWER: VIEWER,
}
"""The one table of who may do what."""
SCOPES = frozenset(Permission) - {
    Permission.ACCOUNT,
    Permission.WORKSPACE_EXPORT,
    Permission.WORKSPACE_DELETE,
    Permission.KEYS_WRITE,
}
"""What an API key may be given: never what is its maker's own, or what makes further keys."""


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """The roles that have it, the most powerful first."""
    return tuple(role for role in Role if permission in PERMISSIONS[role])
