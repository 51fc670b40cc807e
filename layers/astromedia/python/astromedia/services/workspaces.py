"""Workspaces and who belongs to them. There is always an owner, whoever changes what at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from astromedia.domain.account import Caller, Member, User, Workspace
from astromedia.domain.audit import Action, AuditEntry
from astromedia.domain.errors import Conflict, Forbidden, NotFound
from astromedia.domain.permission import Permission
from astromedia.domain.ports import Accounts
from astromedia.domain.role import Role
from astromedia.domain.tenancy import Memberships
from astromedia.kit.ahead import ahead

from .audit import Audit
from .paging import Cursors, Listing
from .roles import check_own, require

TRIES = 8
"""Each but the last lost a race with another change of the same members."""


class Joined(NamedTuple):
    """A workspace that the caller belongs to, and their role in it."""

    workspace: Workspace
    role: Role


class Person(NamedTuple):
    """A member, and who that is; None if the account is gone."""

    member: Member
    user: User | None


@dataclass(frozen=True, kw_only=True)
class WorkspaceService:
    """Another workspace than the one that the caller works in is NotFound, also one that they belong to."""

    accounts: Accounts
    memberships: Memberships
    audit: Audit
    cursors: Cursors

    def mine(self, caller: Caller) -> Sequence[Joined]:
        """Every workspace that the caller belongs to, the one they registered with first."""
        return [Joined(workspace, member.role) for workspace, member in self.memberships.joined(caller.user_id)]

    def get(self, caller: Caller, workspace_id: str) -> Joined:
        """NotFound."""
        check_own(caller, workspace_id)
        return Joined(self._workspace(workspace_id), caller.role)

    def rename(self, caller: Caller, workspace_id: str, name: str) -> Joined:
        """NotFound; Forbidden but for owners and admins; Conflict if somebody renames it at once."""
        check_own(caller, workspace_id)
        require(caller, Permission.WORKSPACE_WRITE, "rename the workspace")
        before = self._workspace(workspace_id)
        if before.name == name:
            return Joined(before, caller.role)
        entry = self.audit.entry(caller, Action.WORKSPACE_RENAMED, workspace_id, before=before.name, after=name)
        return Joined(self.memberships.rename(before, name, entry), caller.role)

    def members(self, caller: Caller, workspace_id: str, limit: int, cursor: str | None = None) -> Listing[Person]:
        """By the users' ids, so those whose accounts are oldest first. NotFound."""
        check_own(caller, workspace_id)
        page = self.memberships.page(workspace_id, limit, self.cursors.open(workspace_id, "members", cursor))
        users = {user.id: user for user in self.memberships.users([member.user_id for member in page.items])}
        people = [Person(member, users.get(member.user_id)) for member in page.items]
        return Listing(people, self.cursors.seal(workspace_id, "members", page.next_position))

    def set_role(self, caller: Caller, workspace_id: str, user_id: str, role: Role) -> Person:
        """Counts from the member's next request on. NotFound; Forbidden; Conflict if they are the last owner."""
        check_own(caller, workspace_id)
        require(caller, Permission.MEMBERS_WRITE, "change roles")
        check_reach(caller, role)
        user = ahead(lambda: self.accounts.user(user_id))
        before, after = self._replace(caller, workspace_id, user_id, role)
        return Person(after or before, user())

    def remove(self, caller: Caller, workspace_id: str, user_id: str) -> None:
        """Counts from the member's next request on; members may leave by themselves, but not by an API key. NotFound;
        Forbidden; Conflict if they are the last owner."""
        check_own(caller, workspace_id)
        leaves = user_id == caller.user_id
        require(caller, Permission.ACCOUNT if leaves else Permission.MEMBERS_WRITE, "remove a member")
        self._replace(caller, workspace_id, user_id, None)

    def _replace(
        self, caller: Caller, workspace_id: str, user_id: str, role: Role | None
    ) -> tuple[Member, Member | None]:
        """Give a member another role, or none: what they were, and what they are."""
        for _ in range(TRIES):
            member = self.accounts.member(workspace_id, user_id)
            if member is None:
                raise NotFound(f"There is no member {user_id}.")
            if user_id != caller.user_id:
                check_reach(caller, member.role)
            if member.role is role:
                return member, member
            after = member.model_copy(update={"role": role}) if role else None
            staying = self._other_owner(member) if member.role is Role.OWNER else None
            if self.memberships.replace(member, after, staying, self._entry(caller, member, role)):
                return member, after
        raise Conflict("The workspace's members are being changed; try again.")

    def _entry(self, caller: Caller, member: Member, role: Role | None) -> AuditEntry:
        if role:
            facts = {"before": member.role, "after": role}
            return self.audit.entry(caller, Action.MEMBER_ROLE_CHANGED, member.user_id, **facts)
        action = Action.MEMBER_LEFT if member.user_id == caller.user_id else Action.MEMBER_REMOVED
        return self.audit.entry(caller, action, member.user_id, role=member.role)

    def _other_owner(self, owner: Member) -> Member:
        for other in self.memberships.owners(owner.workspace_id):
            if other.user_id != owner.user_id:
                return other
        raise Conflict("This is the last owner of the workspace; make somebody else an owner first.")

    def _workspace(self, workspace_id: str) -> Workspace:
        found = self.accounts.workspace(workspace_id)
        if found is None:
            raise NotFound(f"There is no workspace {workspace_id}.")
        return found


def check_reach(caller: Caller, role: Role) -> None:
    """Forbidden if it takes an owner to give or take this role, and the caller is none."""
    if role is Role.OWNER and caller.role is not Role.OWNER:
        raise Forbidden(f"You are {caller.role} of this workspace; to make or change an owner takes an owner.")
