"""Proving that mail to an address reaches its user."""

from dataclasses import dataclass

from astromedia.domain.account import Caller, User
from astromedia.domain.audit import Action
from astromedia.domain.errors import Conflict, Unauthorized
from astromedia.domain.mail_token import Purpose
from astromedia.domain.ports import Accounts, Clock
from astromedia.domain.session import Visit
from astromedia.kit.ahead import ahead
from astromedia.kit.observability import LOG

from .account_mail import AccountMail
from .audit import Audit, Whose
from .mail_tokens import MailedTokens, check_stands, no_token


@dataclass(frozen=True, kw_only=True)
class VerificationService:
    """Over any store of accounts."""

    accounts: Accounts
    mailed: MailedTokens
    mail: AccountMail
    audit: Audit
    clock: Clock

    def begin(self, user: User, visit: Visit) -> None:
        """Mail a token to who has just registered. What fails is logged: they can ask for another."""
        try:
            self._send(user, visit.ip)
        except Exception:  # Whatever it is: they have registered.
            LOG.warning("The mail to verify an address was not sent", exc_info=True, extra={"user_id": user.id})

    def send_again(self, caller: Caller) -> None:
        """Mail another token. Conflict if their address is verified already; MailRefused."""
        user = self.accounts.user(caller.user_id)
        if user is None:
            raise Unauthorized("This account does not exist any more.")
        if user.verified_at:
            raise Conflict(f"Your email address was verified at {user.verified_at:%FT%TZ}.")
        self._send(user, caller.ip or "")

    def verify(self, text: str, visit: Visit) -> None:
        """Note that the mail reached them. InvalidInput if the token does not count."""
        token = self.mailed.find(text, Purpose.VERIFICATION)
        now = self.clock()

        def verified(user: User) -> User:
            check_stands(token, user)
            return user.model_copy(update={"verified_at": now})

        try:
            user = self.accounts.change_user(token.user_id, verified)
        except Unauthorized:
            raise no_token() from None
        # Of two at once with one token, one is told that it does not count: by now the address is verified either way.
        used = ahead(lambda: self.mailed.use_up(token))
        self.audit.note(Whose.own(self.accounts, user), visit, Action.EMAIL_VERIFIED, user.id)
        used()

    def _send(self, user: User, ip: str) -> None:
        self.mail.token(self.mailed.issue(user, Purpose.VERIFICATION), ip, self.clock())
