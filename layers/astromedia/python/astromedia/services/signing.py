"""The keys that sign access tokens: Ed25519, a new one every 30 days, the same for all processes of a stage.

Whoever first needs a period's key makes it and stores it, encrypted; whoever comes second finds it.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_bytes, token_hex
from typing import Any

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from astromedia.domain.session import SealedKey, SealedKeys

ALGORITHM = "EdDSA"
PERIOD = timedelta(days=30)
"""A key signs for so long."""
LEAD = timedelta(days=1)
"""A key is published so long before it signs, so that whoever keeps the list for a while has it in time."""
SKEW = timedelta(minutes=1)
"""The clock of another process may be ahead by this."""
REMEMBERED = timedelta(minutes=5)
"""A key that was read is believed in for so long: one that was removed counts nowhere after that."""


@dataclass(frozen=True)
class SigningKey:
    """A key and its name in tokens."""

    kid: str
    private: Ed25519PrivateKey

    def jwk(self) -> Mapping[str, Any]:
        """The public half (RFC 8037)."""
        public: Mapping[str, Any] = OKPAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {**public, "kid": self.kid, "use": "sig", "alg": ALGORITHM}


class Keyring:
    """`sealing` (32 bytes) encrypts the keys that are stored; `overlap` is how long what a key signed is valid."""

    def __init__(self, stored: SealedKeys, sealing: bytes, overlap: timedelta) -> None:
        self._stored = stored
        self._fernet = Fernet(urlsafe_b64encode(sealing))
        # Keys that another secret sealed have other names: a changed secret means new keys, not unreadable ones.
        self._mark = hmac.digest(sealing, b"name", "sha256")[:4].hex()
        self._overlap = overlap
        self._known: dict[datetime, tuple[datetime, SigningKey]] = {}

    def signing(self, now: datetime) -> SigningKey:
        """The key to sign with."""
        return self._made(_period(now), now)

    def find(self, kid: str, now: datetime) -> SigningKey | None:
        """The key of this name, if what it signed may still be valid. Other names are not even looked for."""
        for start in self._periods(now, SKEW):
            if kid.startswith(f"{start:%Y-%m-%d}-"):
                key = self._read(start, now)
                return key if key and key.kid == kid else None
        return None

    def published(self, now: datetime) -> Sequence[SigningKey]:
        """The key that signs, the one before while its tokens last, and the next one a day ahead."""
        current = _period(now)
        keys = (
            self._read(start, now) if start < current else self._made(start, now) for start in self._periods(now, LEAD)
        )
        return [key for key in keys if key]

    def _periods(self, now: datetime, ahead: timedelta) -> Sequence[datetime]:
        return sorted({_period(now - self._overlap), _period(now), _period(now + ahead)})

    def _made(self, start: datetime, now: datetime) -> SigningKey:
        """The period's key, made if there is none."""
        if key := self._read(start, now):
            return key
        # By the system's randomness: that of the library's own OpenSSL is the same in all copies of a snapshot.
        private = Ed25519PrivateKey.from_private_bytes(token_bytes(32))
        sealed = self._fernet.encrypt(private.private_bytes_raw()).decode()
        kid, ends_at = f"{start:%Y-%m-%d}-{token_hex(4)}", start + PERIOD + self._overlap
        return self._opened(
            start, self._stored.add(SealedKey(name=self._name(start), kid=kid, sealed=sealed, ends_at=ends_at)), now
        )

    def _read(self, start: datetime, now: datetime) -> SigningKey | None:
        read_at, key = self._known.get(start, (now, None))
        if key and now - read_at < REMEMBERED:
            return key
        self._known.pop(start, None)
        sealed = self._stored.get(self._name(start))
        return self._opened(start, sealed, now) if sealed else None

    def _opened(self, start: datetime, sealed: SealedKey, now: datetime) -> SigningKey:
        private = Ed25519PrivateKey.from_private_bytes(self._fernet.decrypt(sealed.sealed))
        key = SigningKey(sealed.kid, private)
        self._known[start] = (now, key)
        return key

    def _name(self, start: datetime) -> str:
        return f"{start:%Y-%m-%d}.{self._mark}"


def _period(now: datetime) -> datetime:
    """When the period began that `now` is in."""
    length = int(PERIOD.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // length * length, UTC)
