"""Accounts: register, log in, read and change one's own."""

from dataclasses import dataclass

from astromedia.domain.account import Caller, User, founded
from astromedia.domain.audit import Action
from astromedia.domain.errand import Task
from astromedia.domain.errors import Conflict, NotFound, Unauthorized
from astromedia.domain.ports import Accounts, Clock
from astromedia.domain.session import Visit
from astromedia.kit.ahead import ahead
from astromedia.kit.observability import LOG

from .account_mail import AccountMail
from .audit import Audit
from .errands import Errander
from .logins import Account, Challenge, Login, Logins, Proof
from .new_passwords import check_new
from .passwords import Passwords
from .sessions import SessionService
from .verification import VerificationService


@dataclass(frozen=True, kw_only=True)
class AccountService:
    """Over any store of accounts."""

    accounts: Accounts
    passwords: Passwords
    sessions: SessionService
    logins: Logins
    verification: VerificationService
    errander: Errander
    mail: AccountMail
    audit: Audit
    clock: Clock

    def register(
        self, email: str, password: str, name: str, visit: Visit, workspace_name: str | None = None
    ) -> Account:
        """A new user who owns a new workspace; they are mailed what verifies their address.

        InvalidInput if the password is guessed first; Conflict if the address has an account already.
        """
        check_new("password", password, email, name, workspace_name or name)
        new = founded(email, name, self.clock(), workspace_name, password_hash=self.passwords.hashed(password))
        self.accounts.add(*new)
        self.verification.begin(new.user, visit)
        return Account(new.user, new.workspace)

    def login(self, email: str, password: str, visit: Visit) -> Login | Challenge:
        """Unauthorized if email or password are wrong, without saying which, and taking as long for either.

        So nothing is recorded here, which only an account that exists could have: that is an errand.
        """
        user = self.accounts.user_by_email(email)
        if not self.passwords.matches(password, user.password_hash if user else None) or user is None:
            self._refused(email, visit)
            raise Unauthorized("The email address or the password is wrong.")
        return self.logins.begin(user, visit, Proof.PASSWORD)

    def switch(self, caller: Caller, workspace_id: str, visit: Visit) -> Login:
        """A session in another workspace that the caller is a member of. NotFound if they are not."""
        found = ahead(lambda: self._user(caller))
        member = self.accounts.member(workspace_id, caller.user_id)
        if member is None:
            raise NotFound(f"There is no workspace {workspace_id}.")
        return self.logins.switch(found(), member, visit)

    def account(self, caller: Caller) -> Account:
        """The caller, and the workspace that they work in. Unauthorized if either is gone."""
        return self.logins.account(lambda: self._user(caller), caller.workspace_id)

    def rename(self, caller: Caller, name: str) -> Account:
        """Give the caller another name."""

        def renamed() -> User:
            return self.accounts.change_user(caller.user_id, lambda user: _with(user, name=name))

        return self.logins.account(renamed, caller.workspace_id)

    def change_password(self, caller: Caller, current: str, new: str) -> None:
        """Take another password, and end all other sessions of the caller.

        InvalidInput if `current` is not theirs, or the new one is guessed first.
        """
        user, workspace = self.account(caller)
        known = user.password_hash
        self.passwords.check_current(current, known)
        check_new("new_password", new, user.email, user.name, workspace.name)
        hash = self.passwords.hashed(new)

        def changed(user: User) -> User:
            if user.password_hash != known:
                raise Conflict("The password was changed at the same moment; log in with the new one.")
            return _with(user, password_hash=hash)

        user = self.accounts.change_user(caller.user_id, changed)
        self.sessions.end_others(caller.user_id, kept=caller.session_id)
        self.audit.record(caller, Action.PASSWORD_CHANGED, user.id)
        self.mail.password_changed(user, caller.ip or "", self.clock())

    def _refused(self, email: str, visit: Visit) -> None:
        try:
            self.errander.send(Task.RECORD_REFUSED_LOGIN, email, visit)
        except Exception:  # Whatever it is: the answer is the same.
            LOG.warning("A refused login was not recorded", exc_info=True)

    def _user(self, caller: Caller) -> User:
        user = self.accounts.user(caller.user_id)
        if user is None:
            raise Unauthorized("This account does not exist any more.")
        return user


def _with(user: User, **changes: str) -> User:
    return user.model_copy(update=changes)
