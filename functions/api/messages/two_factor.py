"""Two-factor login as messages. Secrets and recovery codes are in one answer each: the one to making them."""

from datetime import datetime
from typing import Any, ClassVar, Self

from astromedia.domain.two_factor import TwoFactor
from astromedia.services.two_factor import ENROLMENT_LASTS
from astromedia.services.two_factor import Enrolment as Started

from .accounts import AnyPassword
from .base import Answer, Question
from .sessions import Code


class Enrolment(Question):
    EXAMPLE: ClassVar[dict[str, Any]] = {"current_password": "correct horse battery"}

    current_password: AnyPassword


class CodeGiven(Question):
    """A code of the authenticator app; or, once two-factor login is on, a recovery code."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"code": "492039"}

    code: Code


class EnrolmentAnswer(Answer):
    """What an authenticator app needs: the `secret`, as an `otpauth_uri` too, and that as a QR code (an SVG image as
    a data: URI). It counts once a code of it is given, within `expires_in` seconds."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        "otpauth_uri": "otpauth://totp/AstroMedia:ada%40example.com"
        "?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=AstroMedia",
        "qr_code": "data:image/svg+xml;charset=utf-8,%3Csvg%20xmlns%3D%27http%3A%2F%2Fwww.w3.org%2F2000%2Fsvg%27%2F%3E",
        "expires_in": 900,
    }

    secret: str
    otpauth_uri: str
    qr_code: str
    expires_in: int = int(ENROLMENT_LASTS.total_seconds())

    @classmethod
    def of(cls, started: Started) -> Self:
        """The answer that tells what `started`."""
        import segno  # which takes long, and few ask

        picture = segno.make(started.uri, micro=False).svg_data_uri(scale=4)
        return cls(secret=started.secret, otpauth_uri=started.uri, qr_code=picture)


class RecoveryCodesAnswer(Answer):
    """Each lets in once who has lost the app. They are told this once."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"recovery_codes": ["3kq7-mzc2-w5ta-h6xd", "pb4n-y2vs-ejr7-o3gf"]}

    recovery_codes: list[str]


class TwoFactorAnswer(Answer):
    """Whether logging in takes a code, since when, and how many recovery codes are left."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "enabled": True,
        "enabled_at": "2026-03-02T09:30:00Z",
        "recovery_codes_left": 10,
    }

    enabled: bool
    enabled_at: datetime | None
    recovery_codes_left: int

    @classmethod
    def of(cls, factor: TwoFactor | None) -> Self:
        """The answer that tells `factor`."""
        if factor is None:
            return cls(enabled=False, enabled_at=None, recovery_codes_left=0)
        return cls(enabled=True, enabled_at=factor.enabled_at, recovery_codes_left=len(factor.recovery))
