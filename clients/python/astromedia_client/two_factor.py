"""Two-factor login, over HTTP: a code of an app besides the password."""

from datetime import datetime
from typing import Any

from .answers import parsed
from .models import Answer
from .transport import Transport

PATH = "/v1/users/me/2fa"


class TwoFactorState(Answer):
    """Whether logging in takes a code, since when, and how many recovery codes are left."""

    enabled: bool
    enabled_at: datetime | None = None
    recovery_codes_left: int = 0


class Enrolment(Answer):
    """What an authenticator app needs, told this once: the secret, as an otpauth:// URI too, and that as a QR code (an
    SVG image as a data: URI). It is of use for `expires_in` seconds unless it is confirmed."""

    secret: str
    otpauth_uri: str
    qr_code: str = ""
    expires_in: int


class _RecoveryCodes(Answer):
    recovery_codes: tuple[str, ...]


class TwoFactor:
    """Your own. A `code` is the app's, or a recovery code, and counts once: ApiProblem 422 if it does not."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def state(self) -> TwoFactorState:
        """Whether it is on."""
        return parsed(TwoFactorState, self._transport.get(PATH))

    def start(self, password: str) -> Enrolment:
        """A secret for the app; `confirm` it. ApiProblem 409 if two-factor login is on."""
        return parsed(Enrolment, self._transport.post(PATH, {"current_password": password}))

    def confirm(self, code: str) -> tuple[str, ...]:
        """Switch it on with the app's first code, and end all other sessions. The recovery codes, told this once."""
        return self._recovery_codes("confirm", code)

    def replace_recovery_codes(self, code: str) -> tuple[str, ...]:
        """New recovery codes, told this once; those before count no more."""
        return self._recovery_codes("recovery-codes", code)

    def disable(self, code: str) -> None:
        """Switch it off, and end all other sessions."""
        self._transport.delete(PATH, body={"code": code})

    def _recovery_codes(self, what: str, code: str) -> tuple[str, ...]:
        body: dict[str, Any] = {"code": code}
        return parsed(_RecoveryCodes, self._transport.post(f"{PATH}/{what}", body)).recovery_codes
