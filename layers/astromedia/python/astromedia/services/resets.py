"""Another password for who has lost theirs, by a token that is mailed to their address."""

from dataclasses import dataclass

from astromedia.domain.account import User
from astromedia.domain.audit import Action
from astromedia.domain.errand import Task
from astromedia.domain.errors import Unauthorized
from astromedia.domain.mail_token import MailToken, Purpose
from astromedia.domain.ports import Accounts, Clock
from astromedia.domain.session import Visit
from astromedia.kit.ahead import ahead

from .account_mail import AccountMail
from .audit import Audit, Whose
from .errands import Errander
from .mail_tokens import MailedTokens, check_stands, no_token
from .new_passwords import check_new
from .passwords import Passwords
from .sessions import SessionService


@dataclass(frozen=True, kw_only=True)
class ResetService:
    """Over any store of accounts."""

    accounts: Accounts
    errander: Errander
    mailed: MailedTokens
    mail: AccountMail
    passwords: Passwords
    sessions: SessionService
    audit: Audit
    clock: Clock

    def offer(self, email: str, visit: Visit) -> None:
        """Have a token mailed to who has this address, if anybody has: nobody looks now. ErrandRefused."""
        self.errander.send(Task.MAIL_RESET, email, visit)

    def reset(self, text: str, new: str, visit: Visit) -> None:
        """Take another password, and end all sessions. InvalidInput if the token does not count, or the
        password is guessed first: then the token goes on to count.

        Their address is verified by that too, as the mail reached them.
        """
        token = self.mailed.find(text, Purpose.RESET)
        before = self._holder(token)
        whose = ahead(lambda: Whose.own(self.accounts, before))
        workspace = self.accounts.workspace(before.workspace_id)
        check_new("new_password", new, before.email, before.name, *([workspace.name] if workspace else []))
        hash, now = self.passwords.hashed(new), self.clock()

        def changed(user: User) -> User:
            check_stands(token, user)
            return user.model_copy(update={"password_hash": hash, "verified_at": now})

        try:
            user = self.accounts.change_user(token.user_id, changed)
        except Unauthorized:
            raise no_token() from None
        noted = ahead(lambda: self.audit.note(whose(), visit, Action.PASSWORD_RESET, token.user_id))
        told = ahead(lambda: self.mail.password_changed(user, visit.ip, now))
        self.sessions.end_others(user.id, kept=None)
        noted()
        told()

    def _holder(self, token: MailToken) -> User:
        """Whose token it is. InvalidInput if it does not stand."""
        user = self.accounts.user(token.user_id)
        if user is None:
            raise no_token()
        check_stands(token, user)
        return user
