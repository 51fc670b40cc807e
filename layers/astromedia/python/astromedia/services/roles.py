"""Whether a caller may do what they ask for."""

from astromedia.domain.account import Caller
from astromedia.domain.errors import Forbidden, NotFound
from astromedia.domain.permission import PERMISSIONS, Permission, roles_with


def require(caller: Caller, permission: Permission, what: str) -> None:
    """Forbidden, naming who may do `what`, unless the caller's role, and a key's scopes, have `permission`."""
    if permission not in PERMISSIONS[caller.role]:
        *others, last = roles_with(permission)
        who = " or ".join(filter(None, [", ".join(others), last]))
        raise Forbidden(f"You are {caller.role} of this workspace; to {what} takes {who}.")
    if permission not in caller.permissions:
        raise Forbidden(f"This API key has not the scope {permission}; to {what} takes it.")


def check_own(caller: Caller, workspace_id: str) -> None:
    """NotFound unless it is the workspace that the caller works in."""
    if workspace_id != caller.workspace_id:
        raise NotFound(f"There is no workspace {workspace_id}.")
