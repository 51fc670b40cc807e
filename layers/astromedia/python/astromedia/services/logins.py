"""What every way to log in ends with: a session of somebody who proved who they are, on record.

Who has a second factor proves it in two steps: the first gives a challenge, the code that answers it a session.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from secrets import token_urlsafe
from typing import NamedTuple

from astromedia.domain.account import Member, User, Workspace
from astromedia.domain.audit import Action
from astromedia.domain.errors import Unauthorized
from astromedia.domain.ids import new_id
from astromedia.domain.ports import Accounts, Clock
from astromedia.domain.role import Role
from astromedia.domain.session import Visit
from astromedia.domain.two_factor import PendingLogin, PendingLogins
from astromedia.kit.ahead import ahead

from .audit import Audit, Whose
from .second_factor import SecondFactor, is_of_clock
from .sessions import Grant, SessionService

CHALLENGE_LASTS = timedelta(minutes=5)
MOST_TRIES = 5
"""Codes that may be tried on one challenge."""
SECRET_BYTES = 32
OVERTAKEN = "What proves who you are was changed at this moment; log in again."
NO_WORKSPACE = "This account has no workspace any more."
NO_CHALLENGE = "This challenge does not count: it has expired, was used, or never was; log in again."
WRONG_CODE = "The code is wrong, or was used before."


class Proof(StrEnum):
    """How somebody proved who they are."""

    PASSWORD = "password"  # noqa: S105 - a kind of proof
    SESSION = "session"
    """By another session of theirs."""
    GOOGLE = "google"
    GITHUB = "github"


class Account(NamedTuple):
    """A user and the workspace they work in."""

    user: User
    workspace: Workspace


class Login(NamedTuple):
    """An account proved, and the tokens that stand for it."""

    account: Account
    grant: Grant


class Challenge(NamedTuple):
    """An account half proved: whoever has `token` may give a code within `expires_in` seconds."""

    token: str
    expires_in: int


@dataclass(frozen=True, kw_only=True)
class Logins:
    """Over any stores of accounts and of logins that wait for a code."""

    accounts: Accounts
    sessions: SessionService
    pending: PendingLogins
    factor: SecondFactor
    audit: Audit
    clock: Clock

    def begin(self, user: User, visit: Visit, proof: Proof) -> Login | Challenge:
        """What `user`, as they were when they proved who they are, gets for that: a session in their own workspace;
        or a challenge, if they have a second factor.

        Unauthorized if what proves who they are changed since. Who has no workspace any more gets a new one.
        """
        if user.second_factor is None:
            return self._login(user, self._member(user), visit, proof)
        token = token_urlsafe(SECRET_BYTES)
        login = PendingLogin(
            token_hash=_hashed(token),
            user_id=user.id,
            email=user.email,
            ip=visit.ip,
            proof=proof,
            fingerprint=_fingerprint(user),
            expires_at=self.clock() + CHALLENGE_LASTS,
        )
        self.pending.add(login)
        return Challenge(token, int(CHALLENGE_LASTS.total_seconds()))

    def attempt(self, token: str) -> PendingLogin:
        """The login that waits for a code, one of whose few tries this takes. Unauthorized if none waits any more."""
        login = self.pending.attempt(_hashed(token), MOST_TRIES)
        if login is None or login.expires_at <= self.clock():
            raise Unauthorized(NO_CHALLENGE)
        return login

    def finish(self, login: PendingLogin, code: str, visit: Visit) -> Login:
        """The session that `login` waited for. Each code counts once, and so does each login.

        Unauthorized if the code is wrong, or what proves who they are changed since.
        """
        user = self.accounts.change_user(login.user_id, lambda user: self._spend(user, login, code, visit))
        if not self.pending.remove(login.token_hash):
            raise Unauthorized(NO_CHALLENGE)
        by = "code" if is_of_clock(code) else "recovery code"
        return self._login(user, self._member(user), visit, Proof(login.proof), second_factor=by)

    def switch(self, user: User, member: Member, visit: Visit) -> Login:
        """A session in a workspace of theirs, for who has another session already."""
        return self._login(user, member, visit, Proof.SESSION)

    def account(self, find: Callable[[], User], workspace_id: str) -> Account:
        """The user whom `find` finds, and the workspace, looked for at once. Unauthorized if the workspace is gone."""
        found = ahead(lambda: self.accounts.workspace(workspace_id))
        user, workspace = find(), found()
        if workspace is None:
            raise Unauthorized(NO_WORKSPACE)
        return Account(user, workspace)

    def _login(self, user: User, member: Member, visit: Visit, proof: Proof, **facts: str) -> Login:
        account = self.account(lambda: user, member.workspace_id)
        login = Login(account, self.sessions.begin(member, visit, proved=proof is not Proof.SESSION))
        # Whoever changes what proves it ends the sessions they see, after the change: this one may have come too late.
        after = self.accounts.user(user.id)
        if after is None or _fingerprint(after) != _fingerprint(user):
            self.sessions.end_others(user.id, kept=None)
            raise Unauthorized(OVERTAKEN)
        session_id = login.grant.session_id
        facts = {"proof": proof, "user_agent": visit.user_agent, **facts}
        self.audit.note(Whose(user.id, member.workspace_id), visit, Action.LOGGED_IN, session_id, **facts)
        return login

    def _spend(self, user: User, login: PendingLogin, code: str, visit: Visit) -> User:
        """The user once `code` was used."""
        factor = user.second_factor
        if factor is None or _fingerprint(user) != login.fingerprint:
            raise Unauthorized(NO_CHALLENGE)
        spent = self.factor.spent(factor, code, self.clock())
        if spent is None:
            facts = {"proof": login.proof, "user_agent": visit.user_agent}
            whose = Whose(user.id, self._member(user).workspace_id)
            self.audit.note(whose, visit, Action.CODE_REFUSED, user.id, **facts)
            raise Unauthorized(WRONG_CODE)
        return user.model_copy(update={"two_factor": spent})

    def _member(self, user: User) -> Member:
        """Of the workspace that they registered with, or else of the first one that they belong to, or of a new one."""
        if member := self.accounts.member(user.workspace_id, user.id):
            return member
        for workspace_id in self.accounts.workspaces_of(user):
            if member := self.accounts.member(workspace_id, user.id):
                return member
        return self._housed(user)

    def _housed(self, user: User) -> Member:
        """Of a new workspace: who belongs to none any more, as it was erased or they left, can still log in."""
        now = self.clock()
        workspace = Workspace(id=new_id(now), name=user.name, created_at=now)
        owner = Member(workspace_id=workspace.id, user_id=user.id, role=Role.OWNER, created_at=now)
        self.accounts.house(user, workspace, owner)
        return owner


def _fingerprint(user: User) -> str:
    """Of what proves who they are: another one after any change of that."""
    factor = user.second_factor
    return _hashed(json.dumps([user.password_hash, factor and factor.sealed]))


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
