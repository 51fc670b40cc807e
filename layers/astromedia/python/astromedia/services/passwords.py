"""Passwords: bcrypt over a hash, so that long ones count in full (bcrypt itself reads 72 bytes)."""

import hashlib
import unicodedata
from base64 import b64encode
from dataclasses import dataclass

import bcrypt

from astromedia.domain.errors import FieldError, InvalidInput

ROUNDS = 12


@dataclass(frozen=True)
class Passwords:
    """Hashes and checks; `rounds` is bcrypt's cost (its logarithm)."""

    rounds: int = ROUNDS

    def hashed(self, password: str) -> str:
        """A salted hash, fit for storage."""
        return bcrypt.hashpw(_prepared(password), bcrypt.gensalt(self.rounds)).decode()

    def matches(self, password: str, stored: str | None) -> bool:
        """Whether `stored` is a hash of `password`. Without one it takes just as long, and is False."""
        found = bcrypt.checkpw(_prepared(password), (stored or self._nobodys).encode())
        return found and stored is not None

    def check_current(self, password: str, stored: str | None) -> None:
        """InvalidInput, naming `current_password`, unless `stored` is a hash of it: whoever has only a session of
        somebody may not change what proves who they are."""
        if not self.matches(password, stored):
            wrong = FieldError("current_password", "is not your password")
            raise InvalidInput("1 field is not acceptable.", [wrong])

    @property
    def _nobodys(self) -> str:
        """A well-formed hash of no known password."""
        return f"$2b${self.rounds:02d}$" + "." * 53


def _prepared(password: str) -> bytes:
    """44 bytes without NUL; the same for every way to type the same characters (NFKC)."""
    return b64encode(hashlib.sha256(unicodedata.normalize("NFKC", password).encode()).digest())
