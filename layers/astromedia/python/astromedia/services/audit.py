"""The audit log: everything that bears on a workspace's security and money is recorded, and can be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self

from astromedia.domain.account import Caller, User
from astromedia.domain.audit import Action, AuditEntry, AuditLog
from astromedia.domain.ids import new_id
from astromedia.domain.permission import Permission
from astromedia.domain.ports import Accounts, Clock
from astromedia.domain.session import Visit

from .paging import Cursors, Listing
from .roles import check_own, require


class Whose(NamedTuple):
    """Of which user an entry is, and in which workspace's log."""

    user_id: str
    workspace_id: str

    @classmethod
    def own(cls, accounts: Accounts, user: User) -> Self | None:
        """A user's, in the workspace that they registered with; None once they do not belong to it: then it is
        others', or erased."""
        return cls(user.id, user.workspace_id) if accounts.member(user.workspace_id, user.id) else None


@dataclass(frozen=True, kw_only=True)
class Audit:
    """Records what use cases do."""

    log: AuditLog
    clock: Clock

    def entry(
        self, caller: Caller, action: Action, target: str, *, workspace_id: str | None = None, **details: object
    ) -> AuditEntry:
        """That the caller does this, in their workspace or in another one: to be stored with the change itself, all or
        nothing."""
        now = self.clock()
        return AuditEntry(
            id=new_id(now),
            workspace_id=workspace_id or caller.workspace_id,
            at=now,
            user_id=caller.user_id,
            api_key_id=caller.api_key_id,
            action=action,
            target=target,
            details=_written(details),
            request_id=caller.request_id,
            ip=caller.ip,
        )

    def record(
        self, caller: Caller, action: Action, target: str, *, workspace_id: str | None = None, **details: object
    ) -> None:
        """Note that the caller did what is no single write that an entry could be part of: several, or none. Call it
        once it is done: what cannot be noted is told to the caller as an error, though it is done."""
        self.log.add(self.entry(caller, action, target, workspace_id=workspace_id, **details))

    def note(self, whose: Whose | None, visit: Visit, action: Action, target: str, **details: object) -> None:
        """Note that this was done by a request that is no caller's: with what a mail said, or with a password. Nowhere,
        if it is of no workspace."""
        now = self.clock()
        if whose:
            self.note_once(new_id(now), now, whose, visit, action, target, **details)

    def note_once(
        self, id: str, at: datetime, whose: Whose, visit: Visit, action: Action, target: str, **details: object
    ) -> None:
        """As above, of what was done at `at`. Conflict if there is an entry of this id."""
        entry = AuditEntry(
            id=id,
            workspace_id=whose.workspace_id,
            at=at,
            user_id=whose.user_id,
            api_key_id=None,
            action=action,
            target=target,
            details=_written(details),
            request_id=visit.request_id,
            ip=visit.ip or None,
        )
        self.log.add(entry)


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


def _written(details: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in details.items()}
