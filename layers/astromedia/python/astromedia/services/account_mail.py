"""What accounts mail to their people: plain text, and nothing in it that whoever asked could have written."""

from dataclasses import dataclass
from datetime import datetime

from astromedia.domain.account import User
from astromedia.domain.audit import Action
from astromedia.domain.mail_token import Purpose
from astromedia.domain.tenancy import Outbox
from astromedia.kit.observability import LOG

from .mail_tokens import Issued

VERIFICATION = """Somebody registered with AstroMedia by this e-mail address, or asked to verify it: {origin}.

If that was you, verify it until {until}. This asks for the token below:

    astromedia verify-email

    {token}

Or POST /v1/auth/verify-email {{"token": "..."}}. If it was not you, do nothing.
"""
RESET = """Somebody asked to reset the password of your AstroMedia account: {origin}.

If that was you, take another one until {until}. This asks for the token below, which counts once:

    astromedia reset-password

    {token}

Or POST /v1/auth/reset-password {{"token": "...", "new_password": "..."}}. It logs you out everywhere.
If it was not you, do nothing: your password is as it was. Give the token to nobody.
"""
CHANGED = """The password of your AstroMedia account was changed: {origin}.

If that was not you, somebody else has your account. Take it back, which logs out everybody:

    astromedia forgot-password

Then look at your API keys (astromedia keys list): they go on, whatever the password is.
"""
TWO_FACTOR = """{said}: {origin}.

If that was not you, somebody else has your account. Take another password, which logs out everybody:

    astromedia forgot-password

Then look at what else was done (astromedia audit), and at your API keys (astromedia keys list).
"""
IDENTITY = """{said}: {origin}.

If that was not you, somebody else has your account. Take another password, which logs out everybody:

    astromedia forgot-password

Then unlink what is not yours (astromedia identities), and look at your API keys (astromedia keys list).
"""
IDENTITY_SAID = {
    Action.IDENTITY_LINKED: "From now on one can log in to your AstroMedia account with {title}",
    Action.IDENTITY_UNLINKED: "One cannot log in to your AstroMedia account with {title} any more",
}
TWO_FACTOR_SAID = {
    Action.TWO_FACTOR_ENABLED: "Two-factor login of your AstroMedia account was switched on",
    Action.TWO_FACTOR_DISABLED: "Two-factor login of your AstroMedia account was switched off",
    Action.RECOVERY_CODES_REPLACED: "Your AstroMedia account has new recovery codes; those before count no more",
}
TOKEN_MAILS = {
    Purpose.VERIFICATION: ("Verify your e-mail address for AstroMedia", VERIFICATION),
    Purpose.RESET: ("Reset your AstroMedia password", RESET),
}


@dataclass(frozen=True)
class AccountMail:
    """Over any outbox. `ip` is where a request came from, empty if that is not known."""

    outbox: Outbox

    def token(self, issued: Issued, ip: str, at: datetime) -> None:
        """Send a token to whom it is for. MailRefused."""
        subject, text = TOKEN_MAILS[issued.token.purpose]
        facts = {"origin": _origin(ip, at), "until": _moment(issued.token.expires_at), "token": issued.text}
        self.outbox.send(issued.token.email, subject, text.format(**facts))

    def password_changed(self, user: User, ip: str, at: datetime) -> None:
        """Tell them. It is changed already: what fails here is logged."""
        self._tell(user, "Your AstroMedia password was changed", CHANGED.format(origin=_origin(ip, at)))

    def two_factor_changed(self, user: User, action: Action, ip: str, at: datetime) -> None:
        """The same of their two-factor login."""
        text = TWO_FACTOR.format(said=TWO_FACTOR_SAID[action], origin=_origin(ip, at))
        self._tell(user, "The two-factor login of your AstroMedia account", text)

    def identity_changed(self, user: User, action: Action, title: str, ip: str, at: datetime) -> None:
        """The same of another provider, called `title`, by which one logs in."""
        said = IDENTITY_SAID[action].format(title=title)
        self._tell(user, "How you log in to AstroMedia", IDENTITY.format(said=said, origin=_origin(ip, at)))

    def _tell(self, user: User, subject: str, text: str) -> None:
        try:
            self.outbox.send(user.email, subject, text)
        except Exception:  # Whatever it is: the change stands.
            about = {"user_id": user.id, "subject": subject}
            LOG.warning("The mail about a change was not sent", exc_info=True, extra=about)


def _origin(ip: str, at: datetime) -> str:
    return f"from {ip or 'an unknown address'}, {_moment(at)}"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
