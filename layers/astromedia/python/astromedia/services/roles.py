"""Who may do what in a workspace."""

from astromedia.domain.account import Caller, Role
from astromedia.domain.errors import Forbidden

MANAGERS = (Role.OWNER, Role.ADMIN)
"""Those who answer for the workspace's money."""
MAKERS = (*MANAGERS, Role.EDITOR)
"""Those who may change what campaigns are made of."""


def require(caller: Caller, allowed: tuple[Role, ...], what: str) -> None:
    """Forbidden, naming who may do `what`, unless the caller has one of the `allowed` roles."""
    if caller.role not in allowed:
        who = " or ".join(filter(None, [", ".join(allowed[:-1]), allowed[-1]]))
        raise Forbidden(f"You are {caller.role} of this workspace; to {what} takes {who}.")
