"""What every way to log in ends with: a session of somebody who proved who they are, on record."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from astromedia.domain.account import Caller, Member, User, Workspace
from astromedia.domain.audit import Action
from astromedia.domain.errors import Unauthorized
from astromedia.domain.ports import Accounts
from astromedia.domain.session import Visit

from .audit import Audit
from .sessions import Grant, SessionService

OVERTAKEN = "What proves who you are was changed at this moment; log in again."
NO_WORKSPACE = "This account has no workspace any more."


class Proof(StrEnum):
    """How somebody proved who they are."""

    PASSWORD = "password"  # noqa: S105 - a kind of proof
    SESSION = "session"
    """By another session of theirs."""


class Account(NamedTuple):
    """A user and the workspace they work in."""

    user: User
    workspace: Workspace


class Login(NamedTuple):
    """An account proved, and the tokens that stand for it."""

    account: Account
    grant: Grant


@dataclass(frozen=True, kw_only=True)
class Logins:
    """Over any store of accounts."""

    accounts: Accounts
    sessions: SessionService
    audit: Audit

    def begin(self, user: User, visit: Visit, proof: Proof, member: Member | None = None) -> Login:
        """A session of `user`, as they were when they proved who they are; by default in their own workspace.

        Unauthorized if their password changed since, or they have no workspace.
        """
        member = member or self._member(user)
        login = Login(self.account(user, member.workspace_id), self.sessions.begin(member, visit))
        # Whoever changes the password ends the sessions they see, after the change: this one may have come too late.
        after = self.accounts.user(user.id)
        if after is None or after.password_hash != user.password_hash:
            self.sessions.end_others(user.id, kept=None)
            raise Unauthorized(OVERTAKEN)
        caller = Caller(
            user_id=user.id,
            workspace_id=member.workspace_id,
            role=member.role,
            request_id=visit.request_id,
            session_id=login.grant.session_id,
            ip=visit.ip or None,
        )
        facts = {"proof": proof, "user_agent": visit.user_agent}
        self.audit.record(caller, Action.LOGGED_IN, login.grant.session_id, **facts)
        return login

    def account(self, user: User, workspace_id: str) -> Account:
        """Unauthorized if the workspace is gone."""
        workspace = self.accounts.workspace(workspace_id)
        if workspace is None:
            raise Unauthorized(NO_WORKSPACE)
        return Account(user, workspace)

    def _member(self, user: User) -> Member:
        """Of the workspace that they registered with, or else of the first one that they belong to."""
        if member := self.accounts.member(user.workspace_id, user.id):
            return member
        for workspace_id in self.accounts.workspaces_of(user):
            if member := self.accounts.member(workspace_id, user.id):
                return member
        raise Unauthorized(NO_WORKSPACE)
