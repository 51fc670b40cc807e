"""Codes: of a secret and the clock (TOTP, RFC 6238), and recovery codes for who lost the secret. Each counts once."""

import hashlib
import hmac
import secrets
from base64 import b32encode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet, InvalidToken

from astromedia.domain.two_factor import TwoFactor
from astromedia.kit.observability import LOG

ISSUER = "AstroMedia"
WINDOW = 1
"""Steps of 30 s by which the clock that made a code may be ahead or behind."""
DIGITS = 6
RECOVERY_CODES = 10
RECOVERY_BYTES = 10


@dataclass(frozen=True, kw_only=True)
class SecondFactor:
    """`sealing` (32 bytes) encrypts secrets. Recovery codes need no key, so they outlast a change of it."""

    sealing: bytes

    def new(self, now: datetime) -> tuple[TwoFactor, str]:
        """A second factor that does not count yet, and its secret (base32)."""
        secret = pyotp.random_base32()
        return TwoFactor(sealed=self._fernet.encrypt(secret.encode()).decode(), started_at=now), secret

    def spent(self, factor: TwoFactor, code: str, now: datetime) -> TwoFactor | None:
        """What `factor` is once `code`, of the clock or a recovery code, was used. None if it does not count."""
        code = _plain(code)
        if not is_of_clock(code):
            return _without(factor, _hashed(code))
        totp = self._opened(factor)
        if totp is None:
            return None
        current = totp.timecode(now)
        for step in range(max(factor.last_step + 1, current - WINDOW), current + WINDOW + 1):
            if hmac.compare_digest(totp.generate_otp(step), code):
                return factor.model_copy(update={"last_step": step})
        return None

    def recovery_codes(self) -> tuple[Sequence[str], tuple[str, ...]]:
        """New recovery codes of 80 random bits each, and their hashes."""
        drawn = [b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower() for _ in range(RECOVERY_CODES)]
        shown = ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in drawn]
        return shown, tuple(_hashed(_plain(code)) for code in shown)

    def _opened(self, factor: TwoFactor) -> pyotp.TOTP | None:
        try:
            return pyotp.TOTP(self._fernet.decrypt(factor.sealed).decode(), digits=DIGITS)
        except InvalidToken:
            LOG.error("The auth secret was changed: codes of second factors from before are all refused")
            return None

    @property
    def _fernet(self) -> Fernet:
        return Fernet(urlsafe_b64encode(self.sealing))


def uri_of(secret: str, email: str) -> str:
    """The otpauth:// URI that authenticator apps read as a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def is_of_clock(code: str) -> bool:
    """Whether `code` has the form of one that the clock makes, and so is no recovery code."""
    code = _plain(code)
    return len(code) == DIGITS and code.isascii() and code.isdecimal()


def _without(factor: TwoFactor, hash: str) -> TwoFactor | None:
    left = tuple(each for each in factor.recovery if not hmac.compare_digest(each, hash))
    return None if left == factor.recovery else factor.model_copy(update={"recovery": left})


def _hashed(code: str) -> str:
    """Enough for 80 bits that nobody can guess."""
    return hashlib.sha256(code.encode()).hexdigest()


def _plain(code: str) -> str:
    """The same for every way to write a code: in groups or not, in capitals or not."""
    return "".join(code.replace("-", "").split()).lower()
