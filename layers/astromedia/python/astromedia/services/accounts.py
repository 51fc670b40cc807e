"""Accounts: register, log in, and find out who is calling."""

from dataclasses import dataclass
from typing import NamedTuple

from astromedia.domain.account import Caller, Member, User, Workspace
from astromedia.domain.errors import NotFound, Unauthorized
from astromedia.domain.ids import new_id
from astromedia.domain.ports import Accounts, Clock
from astromedia.domain.role import Role

from .passwords import Passwords
from .tokens import Tokens


class Account(NamedTuple):
    """A user and the workspace they work in."""

    user: User
    workspace: Workspace


class Login(NamedTuple):
    """An account proved, and the token that stands for it during `expires_in` seconds."""

    account: Account
    access_token: str
    expires_in: int


@dataclass(frozen=True, kw_only=True)
class AccountService:
    """Over any store of accounts."""

    accounts: Accounts
    passwords: Passwords
    tokens: Tokens
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

    def login(self, email: str, password: str) -> Login:
        """Unauthorized if email or password are wrong, without saying which, and taking as long for either."""
        user = self.accounts.user_by_email(email)
        if not self.passwords.matches(password, user.password_hash if user else None) or user is None:
            raise Unauthorized("The email address or the password is wrong.")
        return self._login(user, self._member(user))

    def switch(self, caller: Caller, workspace_id: str) -> Login:
        """A token for another workspace that the caller is a member of. NotFound if they are not."""
        member = self.accounts.member(workspace_id, caller.user_id)
        if member is None:
            raise NotFound(f"There is no workspace {workspace_id}.")
        return self._login(self.account(caller).user, member)

    def caller(self, token: str, request_id: str) -> Caller:
        """Whom a request with this access token acts for, with the role that they have now. Unauthorized if the token
        does not count, or they are no member of its workspace any more."""
        known = self.tokens.verify(token, self.clock())
        # Read every time, and nothing is remembered: whoever is removed or demoted is so from their next request on.
        member = self.accounts.member(known.workspace_id, known.user_id)
        if member is None:
            raise Unauthorized("You are not a member of this workspace any more; log in again.")
        return Caller(user_id=member.user_id, workspace_id=member.workspace_id, role=member.role, request_id=request_id)

    def account(self, caller: Caller) -> Account:
        """The caller, and the workspace that they work in. Unauthorized if either is gone."""
        user = self.accounts.user(caller.user_id)
        if user is None:
            raise Unauthorized("This account does not exist any more.")
        return self._account(user, caller.workspace_id)

    def _login(self, user: User, member: Member) -> Login:
        token = self.tokens.issue(member, self.clock())
        return Login(self._account(user, member.workspace_id), token, int(self.tokens.lifetime.total_seconds()))

    def _member(self, user: User) -> Member:
        """Of the workspace that they registered with, or else of the first one that they belong to."""
        for workspace_id in self.accounts.workspaces_of(user):
            if member := self.accounts.member(workspace_id, user.id):
                return member
        raise Unauthorized("This account has no workspace any more.")

    def _account(self, user: User, workspace_id: str) -> Account:
        workspace = self.accounts.workspace(workspace_id)
        if workspace is None:
            raise Unauthorized("This account has no workspace any more.")
        return Account(user, workspace)
