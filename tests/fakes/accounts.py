"""Accounts in memory."""

from collections.abc import Callable, Sequence
from threading import Lock

from astromedia.domain.account import Member, User, Workspace
from astromedia.domain.errors import Conflict, Unauthorized


class FakeAccounts:
    """Implements ports.Accounts."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.workspaces: dict[str, Workspace] = {}
        self.members: dict[tuple[str, str], Member] = {}
        self._lock = Lock()

    def add(self, user: User, workspace: Workspace, member: Member) -> None:
        if self.user_by_email(user.email):
            raise Conflict("This email address already has an account; log in instead.")
        self.users[user.id] = user
        self.workspaces[workspace.id] = workspace
        self.members[member.workspace_id, member.user_id] = member

    def user_by_email(self, email: str) -> User | None:
        return next((user for user in self.users.values() if user.email.lower() == email.lower()), None)

    def user(self, user_id: str) -> User | None:
        return self.users.get(user_id)

    def change_user(self, user_id: str, change: Callable[[User], User]) -> User:
        with self._lock:
            if user_id not in self.users:
                raise Unauthorized("This account does not exist any more.")
            self.users[user_id] = change(self.users[user_id])
            return self.users[user_id]

    def house(self, user: User, workspace: Workspace, member: Member) -> None:
        self.change_user(user.id, lambda known: known.model_copy(update={"workspace_id": workspace.id}))
        self.workspaces[workspace.id] = workspace
        self.members[workspace.id, user.id] = member

    def member(self, workspace_id: str, user_id: str) -> Member | None:
        return self.members.get((workspace_id, user_id))

    def workspaces_of(self, user: User) -> Sequence[str]:
        found = [workspace_id for workspace_id, user_id in self.members if user_id == user.id]
        return sorted(found, key=lambda found: (found != user.workspace_id, found))

    def workspace(self, workspace_id: str) -> Workspace | None:
        return self.workspaces.get(workspace_id)
