"""What API keys look like, and how one that is shown is told from one that was made up."""

import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

SECRET_BYTES = 32
FORM = re.compile(r"am_live_(?P<id>[0-7][0-9A-HJKMNP-TV-Z]{25})_[A-Za-z0-9_-]{43}")
NO_SEAL = "0" * 64
"""What a key that there is not is compared with: no text is known that hashes to it."""


def new_text(key_id: str) -> str:
    """A fresh key: its id (a ULID) in the open, and 256 bits that nobody can guess."""
    return f"am_live_{key_id}_{secrets.token_urlsafe(SECRET_BYTES)}"


def id_in(text: str) -> str | None:
    """The id that `text` begins with; None if it has not the form of a key."""
    form = FORM.fullmatch(text)
    return form["id"] if form else None


@dataclass(frozen=True)
class Seals:
    """Keyed hashes (HMAC-SHA256, hex): who reads the table can neither use a key nor try out texts without `key`."""

    key: bytes
    same: Callable[[str, str], bool] = hmac.compare_digest

    def of(self, text: str) -> str:
        """The seal of a key's whole text."""
        return hmac.digest(self.key, text.encode(), "sha256").hex()

    def fits(self, text: str, sealed: str | None) -> bool:
        """Whether `sealed` is the seal of `text`; as much work, and False, if there is none to compare with."""
        return self.same(self.of(text), sealed or NO_SEAL)
