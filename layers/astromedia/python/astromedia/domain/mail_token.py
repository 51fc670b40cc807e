"""What is mailed to people to prove that the mail reaches them: tokens that count once, and not for long."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from .model import Model


class Purpose(StrEnum):
    """What a mailed token is good for."""

    VERIFICATION = "verification"
    RESET = "reset"


LIFETIMES = {Purpose.VERIFICATION: timedelta(days=2), Purpose.RESET: timedelta(minutes=30)}


class MailToken(Model):
    """A token, but for its text: `token_hash` is that text's SHA-256, in hex.

    It counts only while the user still has this `email` and the password that `password_mark` was made from.
    """

    token_hash: str
    purpose: Purpose
    user_id: str
    email: str
    password_mark: str
    created_at: datetime
    expires_at: datetime


class MailTokens(Protocol):
    """Those that may still count."""

    def add(self, token: MailToken) -> None: ...

    def find(self, token_hash: str) -> MailToken | None:
        """Consistent; it may have expired."""

    def remove(self, token_hash: str) -> bool:
        """False if there is none, as when another request was faster."""
