"""Accounts: register, log in, read and change one's own."""

from dataclasses import dataclass
from typing import NamedTuple

from astromedia.domain.account import Caller, Member, User, Workspace
from astromedia.domain.errors import Conflict, FieldError, InvalidInput, NotFound, Unauthorized
from astromedia.domain.ids import new_id
from astromedia.domain.ports import Accounts, Clock
from astromedia.domain.role import Role
from astromedia.domain.session import Device

from .passwords import Passwords
from .sessions import Grant, SessionService


class Account(NamedTuple):
    """A user and the workspace they work in."""

    user: User
    workspace: Workspace


class Login(NamedTuple):
    """An account proved, and the tokens that stand for it."""

    account: Account
    grant: Grant


@dataclass(frozen=True, kw_only=True)
class AccountService:
    """Over any store of accounts."""

    accounts: Accounts
    passwords: Passwords
    sessions: SessionService
    clock: Clock

    def register(self, email: str, password: str, name: str, workspace_name: str | None = None) -> Account:
        """A new user who owns a new workspace. Conflict if the email has an account already."""
        now = self.clock()
        workspace = Workspace(id=new_id(now), name=workspace_name or name, created_at=now)
        user = User(
            id=new_id(now),
            email=email.lower(),
            name=name,
            password_hash=self.passwords.hashed(password),
            workspace_id=workspace.id,
            created_at=now,
        )
        owner = Member(workspace_id=workspace.id, user_id=user.id, role=Role.OWNER, created_at=now)
        self.accounts.add(user, workspace, owner)
        return Account(user, workspace)

    def login(self, email: str, password: str, device: Device) -> Login:
        """Unauthorized if email or password are wrong, without saying which, and taking as long for either."""
        user = self.accounts.user_by_email(email)
        if not self.passwords.matches(password, user.password_hash if user else None) or user is None:
            raise Unauthorized("The email address or the password is wrong.")
        login = self._login(user, self._member(user), device)
        # Whoever changes the password ends the sessions they see, after the change: this one may have come too late.
        after = self.accounts.user(user.id)
        if after is None or after.password_hash != user.password_hash:
            self.sessions.end_others(user.id, kept=None)
            raise Unauthorized("The email address or the password is wrong.")
        return login

    def switch(self, caller: Caller, workspace_id: str, device: Device) -> Login:
        """A session in another workspace that the caller is a member of. NotFound if they are not."""
        member = self.accounts.member(workspace_id, caller.user_id)
        if member is None:
            raise NotFound(f"There is no workspace {workspace_id}.")
        return self._login(self._user(caller), member, device)

    def account(self, caller: Caller) -> Account:
        """The caller, and the workspace that they work in. Unauthorized if either is gone."""
        return self._account(self._user(caller), caller.workspace_id)

    def rename(self, caller: Caller, name: str) -> Account:
        """Give the caller another name."""
        user = self.accounts.change_user(caller.user_id, lambda user: _with(user, name=name))
        return self._account(user, caller.workspace_id)

    def change_password(self, caller: Caller, current: str, new: str) -> None:
        """Take another password, and end all other sessions of the caller. InvalidInput if `current` is not theirs."""
        known = self._user(caller).password_hash
        if not self.passwords.matches(current, known):
            wrong = FieldError("current_password", "is not your password")
            raise InvalidInput("1 field is not acceptable.", [wrong])
        hash = self.passwords.hashed(new)

        def changed(user: User) -> User:
            if user.password_hash != known:
                raise Conflict("The password was changed at the same moment; log in with the new one.")
            return _with(user, password_hash=hash)

        self.accounts.change_user(caller.user_id, changed)
        self.sessions.end_others(caller.user_id, kept=caller.session_id)

    def _user(self, caller: Caller) -> User:
        user = self.accounts.user(caller.user_id)
        if user is None:
            raise Unauthorized("This account does not exist any more.")
        return user

    def _login(self, user: User, member: Member, device: Device) -> Login:
        return Login(self._account(user, member.workspace_id), self.sessions.begin(member, device))

    def _member(self, user: User) -> Member:
        """Of the workspace that they registered with, or else of the first one that they belong to."""
        if member := self.accounts.member(user.workspace_id, user.id):
            return member
        for workspace_id in self.accounts.workspaces_of(user):
            if member := self.accounts.member(workspace_id, user.id):
                return member
        raise Unauthorized("This account has no workspace any more.")

    def _account(self, user: User, workspace_id: str) -> Account:
        workspace = self.accounts.workspace(workspace_id)
        if workspace is None:
            raise Unauthorized("This account has no workspace any more.")
        return Account(user, workspace)


def _with(user: User, **changes: str) -> User:
    return user.model_copy(update=changes)
