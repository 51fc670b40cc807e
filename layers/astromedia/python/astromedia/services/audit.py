"""The audit log: everything that bears on a workspace's security and money is recorded, and can be read."""

from dataclasses import dataclass

from astromedia.domain.account import Caller
from astromedia.domain.audit import Action, AuditEntry, AuditLog
from astromedia.domain.ids import new_id
from astromedia.domain.permission import Permission
from astromedia.domain.ports import Clock

from .paging import Cursors, Listing
from .roles import check_own, require


@dataclass(frozen=True, kw_only=True)
class Audit:
    """Records what use cases did."""

    log: AuditLog
    clock: Clock

    def record(
        self, caller: Caller, action: Action, target: str, *, workspace_id: str | None = None, **details: object
    ) -> None:
        """Note that the caller did this, in their workspace or in another one. Call it once it is done: what cannot be
        noted is told to the caller as an error, though it is done."""
        now = self.clock()
        self.log.add(
            AuditEntry(
                id=new_id(now),
                workspace_id=workspace_id or caller.workspace_id,
                at=now,
                user_id=caller.user_id,
                api_key_id=caller.api_key_id,
                action=action,
                target=target,
                details={name: str(value) for name, value in details.items()},
                request_id=caller.request_id,
                ip=caller.ip,
            )
        )


@dataclass(frozen=True, kw_only=True)
class AuditReader:
    """Lets owners and admins read the log. Nothing here, or anywhere, changes it."""

    log: AuditLog
    cursors: Cursors

    def page(
        self, caller: Caller, workspace_id: str, limit: int, cursor: str | None = None, action: Action | None = None
    ) -> Listing[AuditEntry]:
        """Newest first. NotFound if it is not the caller's workspace; Forbidden."""
        check_own(caller, workspace_id)
        require(caller, Permission.AUDIT_READ, "read the audit log")
        of = f"audit:{action or ''}"
        page = self.log.page(workspace_id, limit, self.cursors.open(workspace_id, of, cursor), action)
        return Listing(page.items, self.cursors.seal(workspace_id, of, page.next_position))
