"""Members, invitations and mail in memory."""

from collections.abc import Sequence
from threading import Lock

from astromedia.domain.account import Member, User, Workspace
from astromedia.domain.audit import AuditEntry
from astromedia.domain.errors import Conflict, MailRefused, NotFound
from astromedia.domain.ports import Page
from astromedia.domain.role import Role
from astromedia.domain.tenancy import Invitation

from .accounts import FakeAccounts
from .audit import FakeAuditLog
from .paging import cut


class FakeMemberships:
    """Implements tenancy.Memberships over fake accounts and a fake audit log."""

    def __init__(self, accounts: FakeAccounts, log: FakeAuditLog) -> None:
        self._accounts, self._log = accounts, log
        self._lock = Lock()

    def page(self, workspace_id: str, limit: int, after: str | None = None) -> Page[Member]:
        return cut(self._members(workspace_id), lambda member: member.user_id, limit, after)

    def joined(self, user_id: str) -> Sequence[tuple[Workspace, Member]]:
        user = self._accounts.users.get(user_id)
        ids = self._accounts.workspaces_of(user) if user else ()
        return [(self._accounts.workspaces[id], self._accounts.members[id, user_id]) for id in ids]

    def owners(self, workspace_id: str) -> Sequence[Member]:
        return [member for member in self._members(workspace_id) if member.role is Role.OWNER]

    def users(self, user_ids: Sequence[str]) -> Sequence[User]:
        return [user for id, user in self._accounts.users.items() if id in user_ids]

    def replace(self, member: Member, by: Member | None, staying: Member | None, entry: AuditEntry) -> bool:
        stored = self._accounts.members
        with self._lock:
            for known in filter(None, (member, staying)):
                if stored.get((known.workspace_id, known.user_id)) != known:
                    return False
            if not self._log.noted(entry):
                return False
            del stored[member.workspace_id, member.user_id]
            if by:
                stored[by.workspace_id, by.user_id] = by
            return True

    def clear(self, workspace_id: str) -> int:
        found = self._members(workspace_id)
        for member in found:
            del self._accounts.members[workspace_id, member.user_id]
        return len(found)

    def rename(self, workspace: Workspace, name: str, entry: AuditEntry) -> Workspace:
        if self._accounts.workspaces.get(workspace.id) != workspace or not self._log.noted(entry):
            raise Conflict("The workspace was changed meanwhile; read it again.")
        self._accounts.workspaces[workspace.id] = workspace.model_copy(update={"name": name})
        return self._accounts.workspaces[workspace.id]

    def _members(self, workspace_id: str) -> list[Member]:
        found = [member for member in list(self._accounts.members.values()) if member.workspace_id == workspace_id]
        return sorted(found, key=lambda member: member.user_id)


class FakeInvitations:
    """Implements tenancy.Invitations over fake accounts and a fake audit log."""

    def __init__(self, accounts: FakeAccounts, log: FakeAuditLog) -> None:
        self._accounts, self._log = accounts, log
        self.stored: dict[tuple[str, str], Invitation] = {}
        self._lock = Lock()

    def add(self, invitation: Invitation, entry: AuditEntry) -> None:
        self._log.add(entry)
        self.stored[invitation.workspace_id, invitation.id] = invitation

    def get(self, workspace_id: str, invitation_id: str) -> Invitation:
        found = self.stored.get((workspace_id, invitation_id))
        if found is None:
            raise NotFound(f"There is no invitation {invitation_id}.")
        return found

    def page(self, workspace_id: str, limit: int, after: str | None = None) -> Page[Invitation]:
        mine = [invitation for (owner, _), invitation in self.stored.items() if owner == workspace_id]
        return cut(sorted(mine, key=lambda one: one.id, reverse=True), lambda one: one.id, limit, after)

    def remove(self, workspace_id: str, invitation_id: str, entry: AuditEntry) -> bool:
        with self._lock:
            return self._ended(workspace_id, invitation_id, entry)

    def accept(self, invitation: Invitation, member: Member, entry: AuditEntry) -> bool:
        with self._lock:
            if (invitation.workspace_id, invitation.id) not in self.stored:
                return False
            if invitation.workspace_id not in self._accounts.workspaces:
                return False
            if (member.workspace_id, member.user_id) in self._accounts.members:
                raise Conflict("You are a member of this workspace already.")
            if not self._ended(invitation.workspace_id, invitation.id, entry):
                return False
            self._accounts.members[member.workspace_id, member.user_id] = member
            return True

    def _ended(self, workspace_id: str, invitation_id: str, entry: AuditEntry) -> bool:
        if (workspace_id, invitation_id) not in self.stored or not self._log.noted(entry):
            return False
        del self.stored[workspace_id, invitation_id]
        return True


class FakeOutbox:
    """Implements tenancy.Outbox: `sent` are (to, subject, text). Set `refuses` to have it take nothing."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.refuses = False

    def send(self, to: str, subject: str, text: str) -> None:
        if self.refuses:
            raise MailRefused("The mail service did not take a message.")
        self.sent.append((to, subject, text))
