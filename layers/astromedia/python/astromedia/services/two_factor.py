"""Two-factor login: a user switches it on and off, and gets recovery codes, each proved by what they have already."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from astromedia.domain.account import Caller, User
from astromedia.domain.audit import Action
from astromedia.domain.errors import Conflict, FieldError, InvalidInput, Unauthorized
from astromedia.domain.ports import Accounts, Clock
from astromedia.domain.two_factor import TwoFactor

from .account_mail import AccountMail
from .audit import Audit
from .logins import WRONG_CODE, Proof
from .passwords import Passwords
from .second_factor import SecondFactor, uri_of
from .sessions import SessionService

ENROLMENT_LASTS = timedelta(minutes=15)
"""A secret that is not confirmed within this counts never."""
ON = "Two-factor login is on already; switch it off first."
OFF = "Two-factor login is off."
NOT_STARTED = "There is nothing to confirm; start two-factor login first, and confirm it within 15 minutes."
UNKNOWABLE = "This account has no password yet; set one first, as if you had forgotten it."


class Enrolment(NamedTuple):
    """What an authenticator app needs: the secret (base32), and an otpauth:// URI that says it, too."""

    secret: str
    uri: str


@dataclass(frozen=True, kw_only=True)
class TwoFactorService:
    """Over any store of accounts. What is switched is on record, and mailed to the user."""

    accounts: Accounts
    passwords: Passwords
    factor: SecondFactor
    sessions: SessionService
    audit: Audit
    mail: AccountMail
    clock: Clock

    def start(self, caller: Caller, password: str) -> Enrolment:
        """A secret for the caller's app, which counts once it is confirmed.

        InvalidInput if the password is not theirs; Conflict if they have none, or two-factor login is on already.
        """
        started, secret = self.factor.new(self.clock())

        def start(user: User) -> TwoFactor:
            if user.password_hash is None:
                raise Conflict(UNKNOWABLE)
            self.passwords.check_current(password, user.password_hash)
            if user.second_factor:
                raise Conflict(ON)
            return started

        user = self._change(caller, start)
        return Enrolment(secret, uri_of(secret, user.email))

    def confirm(self, caller: Caller, code: str) -> Sequence[str]:
        """Switch it on with the first code; the recovery codes. It ends all other sessions.

        InvalidInput if the code is wrong; Conflict if nothing waits for one, or it is on already.
        """
        now, (codes, hashes) = self.clock(), self.factor.recovery_codes()

        def enable(user: User) -> TwoFactor:
            if user.second_factor:
                raise Conflict(ON)
            started = user.two_factor
            if started is None or started.started_at + ENROLMENT_LASTS <= now:
                raise Conflict(NOT_STARTED)
            return self._spent(caller, started, code).model_copy(update={"enabled_at": now, "recovery": hashes})

        user = self._change(caller, enable)
        self.sessions.end_others(user.id, kept=caller.session_id)
        self._tell(caller, user, Action.TWO_FACTOR_ENABLED)
        return codes

    def state(self, caller: Caller) -> TwoFactor | None:
        """The caller's second factor, if logging in takes one."""
        user = self.accounts.user(caller.user_id)
        if user is None:
            raise Unauthorized("This account does not exist any more.")
        return user.second_factor

    def replace_recovery_codes(self, caller: Caller, code: str) -> Sequence[str]:
        """New recovery codes in place of all before. InvalidInput if the code is wrong; Conflict if it is off."""
        codes, hashes = self.factor.recovery_codes()
        user = self._change(caller, lambda user: self._used(caller, user, code).model_copy(update={"recovery": hashes}))
        self._tell(caller, user, Action.RECOVERY_CODES_REPLACED)
        return codes

    def disable(self, caller: Caller, code: str) -> None:
        """Switch it off, and end all other sessions. InvalidInput if the code is wrong; Conflict if it is off."""

        def disable(user: User) -> None:
            self._used(caller, user, code)

        user = self._change(caller, disable)
        self.sessions.end_others(user.id, kept=caller.session_id)
        self._tell(caller, user, Action.TWO_FACTOR_DISABLED)

    def _change(self, caller: Caller, change: Callable[[User], TwoFactor | None]) -> User:
        return self.accounts.change_user(
            caller.user_id, lambda user: user.model_copy(update={"two_factor": change(user)})
        )

    def _used(self, caller: Caller, user: User, code: str) -> TwoFactor:
        """The second factor of `user` once `code` was used."""
        if user.second_factor is None:
            raise Conflict(OFF)
        return self._spent(caller, user.second_factor, code)

    def _spent(self, caller: Caller, factor: TwoFactor, code: str) -> TwoFactor:
        spent = self.factor.spent(factor, code, self.clock())
        if spent is None:
            self.audit.record(caller, Action.CODE_REFUSED, caller.user_id, proof=Proof.SESSION)
            raise InvalidInput("1 field is not acceptable.", [FieldError("code", WRONG_CODE)])
        return spent

    def _tell(self, caller: Caller, user: User, action: Action) -> None:
        self.audit.record(caller, action, user.id)
        self.mail.two_factor_changed(user, action, caller.ip or "", self.clock())
