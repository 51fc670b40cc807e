"""Whether a caller may do what they ask for."""

from astromedia.domain.account import Caller
from astromedia.domain.errors import Forbidden
from astromedia.domain.permission import PERMISSIONS, Permission, roles_with


def require(caller: Caller, permission: Permission, what: str) -> None:
    """Forbidden, naming who may do `what`, unless the caller's role, and a key's scopes, have `permission`."""
    if permission not in PERMISSIONS[caller.role]:
        *others, last = roles_with(permission)
        who = " or ".join(filter(None, [", ".join(others), last]))
        raise Forbidden(f"You are {caller.role} of this workspace; to {what} takes {who}.")
    if permission not in caller.permissions:
        raise Forbidden(f"This API key has not the scope {permission}; to {what} takes it.")
