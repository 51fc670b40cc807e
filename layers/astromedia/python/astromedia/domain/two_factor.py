"""A second factor: the secret that makes codes by the clock, recovery codes, and logins that wait for one of these."""

from datetime import datetime
from typing import Protocol

from .model import Model


class TwoFactor(Model):
    """A user's second factor. `sealed` is the secret of their codes, encrypted; it counts from `enabled_at` on.

    No code of `last_step` (a step is 30 s of Unix time) or of one before counts any more. `recovery` are the hashes of
    the recovery codes that were not used.
    """

    sealed: str
    started_at: datetime
    enabled_at: datetime | None = None
    last_step: int = 0
    recovery: tuple[str, ...] = ()


class PendingLogin(Model):
    """The login of somebody who proved who they are by `proof` and has yet to give a code: who has the token of
    `token_hash` may, until `expires_at`.

    `email` and `ip` are what tries count against; `fingerprint` is of the user's proofs as they were.
    """

    token_hash: str
    user_id: str
    email: str
    ip: str
    proof: str
    fingerprint: str
    expires_at: datetime


class PendingLogins(Protocol):
    """Logins that wait for a code."""

    def add(self, login: PendingLogin) -> None: ...

    def attempt(self, token_hash: str, most: int) -> PendingLogin | None:
        """Count a try to complete it. None, and no change, if it is gone or `most` tries were counted."""

    def remove(self, token_hash: str) -> bool:
        """Whether it was there: of many who complete it at once, one does."""
