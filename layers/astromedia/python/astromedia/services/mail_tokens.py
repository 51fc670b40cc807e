"""Tokens that are mailed: made, and found again by whoever has the mail."""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from astromedia.domain.account import User
from astromedia.domain.errors import FieldError, InvalidInput
from astromedia.domain.mail_token import LIFETIMES, MailToken, MailTokens, Purpose
from astromedia.domain.ports import Clock

PREFIXES = {Purpose.VERIFICATION: "amv_", Purpose.RESET: "amp_"}
"""What the tokens begin with, so that scanners for leaked secrets know them."""
SECRET_BYTES = 32


class Issued(NamedTuple):
    """A new token, and its text: it is mailed, and kept nowhere."""

    text: str
    token: MailToken


@dataclass(frozen=True, kw_only=True)
class MailedTokens:
    """Over any store. A token is a prefix and 256 random bits, of which SHA-256 is kept."""

    tokens: MailTokens
    clock: Clock

    def issue(self, user: User, purpose: Purpose) -> Issued:
        """A token for this user, as they are now."""
        now = self.clock()
        text = PREFIXES[purpose] + secrets.token_urlsafe(SECRET_BYTES)
        token = MailToken(
            token_hash=_hashed(text),
            purpose=purpose,
            user_id=user.id,
            email=user.email,
            password_mark=_mark(user),
            created_at=now,
            expires_at=now + LIFETIMES[purpose],
        )
        self.tokens.add(token)
        return Issued(text, token)

    def find(self, text: str, purpose: Purpose) -> MailToken:
        """InvalidInput if it is no token of this purpose that may still count."""
        found = self.tokens.find(_hashed(text))
        if found is None or found.purpose is not purpose or found.expires_at <= self.clock():
            raise no_token()
        return found

    def use_up(self, token: MailToken) -> None:
        """Let it count no more. InvalidInput if it does not already."""
        if not self.tokens.remove(token.token_hash):
            raise no_token()


def check_stands(token: MailToken, user: User) -> None:
    """InvalidInput if the user has another address by now, or, for a reset, another password than when it was made.

    So of all tokens for a reset that are open, one counts; and none after the password was changed otherwise.
    """
    outdated = token.purpose is Purpose.RESET and token.password_mark != _mark(user)
    if token.email != user.email or outdated:
        raise no_token()


def no_token() -> InvalidInput:
    """What is said of every token that does not count."""
    fault = FieldError("token", "does not count: it has expired, was used or overtaken, or never was; ask for another")
    return InvalidInput("1 field is not acceptable.", [fault])


def _mark(user: User) -> str:
    """Changes with the password: its hash has a salt of its own each time."""
    return _hashed(user.password_hash or "")


def _hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()
