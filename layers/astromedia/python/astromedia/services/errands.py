"""Errands: left to another process by what answers, and done there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from astromedia.domain.account import User
from astromedia.domain.audit import Action
from astromedia.domain.errand import Errand, Errands, Task
from astromedia.domain.errors import Conflict
from astromedia.domain.ids import new_id
from astromedia.domain.mail_token import Purpose
from astromedia.domain.ports import Accounts, Clock
from astromedia.domain.session import Visit

from .account_mail import AccountMail
from .audit import Audit, Whose
from .mail_tokens import MailedTokens


@dataclass(frozen=True)
class Errander:
    """Leaves errands to whoever does them. It asks no store, so it takes as long for any address."""

    errands: Errands
    clock: Clock

    def send(self, task: Task, email: str, visit: Visit) -> None:
        """ErrandRefused."""
        now = self.clock()
        about = {"email": email.lower(), "at": now, **visit._asdict()}
        self.errands.put(Errand.model_validate({"id": new_id(now), "task": task, **about}))


class Done(NamedTuple):
    """What became of an errand; not `found`: nobody has the address."""

    task: Task
    found: bool


@dataclass(frozen=True, kw_only=True)
class ErrandService:
    """Does errands, over any store of accounts."""

    accounts: Accounts
    mailed: MailedTokens
    mail: AccountMail
    audit: Audit

    def run(self, errand: Errand) -> Done:
        """Do it, unless nobody has the address. MailRefused. Done twice it mails twice, but records once."""
        user = self.accounts.user_by_email(errand.email)
        if user:
            tasks: Mapping[Task, Callable[[Errand, User], None]] = {
                Task.MAIL_RESET: self._mail_reset,
                Task.RECORD_REFUSED_LOGIN: self._record_refused_login,
            }
            tasks[errand.task](errand, user)
        return Done(errand.task, user is not None)

    def _mail_reset(self, errand: Errand, user: User) -> None:
        self.mail.token(self.mailed.issue(user, Purpose.RESET), errand.ip, errand.at)

    def _record_refused_login(self, errand: Errand, user: User) -> None:
        visit, whose = Visit(errand.user_agent, errand.ip, errand.request_id), Whose.own(self.accounts, user)
        if whose is None:
            return
        try:
            self.audit.note_once(
                errand.id,
                errand.at,
                whose,
                visit,
                Action.LOGIN_REFUSED,
                user.id,
                user_agent=errand.user_agent,
            )
        except Conflict:
            return  # Lambda delivered it twice.
