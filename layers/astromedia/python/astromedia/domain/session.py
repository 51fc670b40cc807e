"""Sessions: one per login, kept alive by refresh tokens that count once; and the keys that sign access tokens."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from .account import Member
from .model import Model

IDLE = timedelta(days=30)
"""A session that is not refreshed for so long ends."""
LONGEST = timedelta(days=90)
"""A session ends so long after its login, however often it is refreshed."""


class Visit(NamedTuple):
    """A request of somebody who has yet to prove who they are: where it came from and with what, as it said."""

    user_agent: str
    ip: str
    request_id: str


class Session(Model):
    """`token_hash` is of the refresh token that counts, `previous_hash` of the one before; tokens are not kept.

    `used_at` is when it last gave an access token; `expires_at` is when it ends unless it is refreshed, `ends_at`
    when it does anyway. `proved_at` is when its user proved who they are; None if another session of theirs stood for
    that.
    """

    id: str
    user_id: str
    workspace_id: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    ends_at: datetime
    user_agent: str
    ip: str
    token_hash: str
    previous_hash: str | None = None
    proved_at: datetime | None = None
    version: int = 1

    def refreshed(self, token_hash: str, visit: Visit, now: datetime) -> "Session":
        """This session after its token gave way to the one of `token_hash`."""
        changes = {
            "used_at": now,
            "expires_at": min(now + IDLE, self.ends_at),
            "user_agent": visit.user_agent,
            "ip": visit.ip,
            "token_hash": token_hash,
            "previous_hash": self.token_hash,
            "version": self.version + 1,
        }
        return self.model_copy(update=changes)


class Seat(NamedTuple):
    """A user's session, and what they are in its workspace: each None if it is not there."""

    session: Session | None
    member: Member | None


class Sessions(Protocol):
    """Every read is consistent: a session that was removed is not seen again."""

    def add(self, session: Session) -> None:
        """Store a new one, and whose its token is."""

    def seat(self, user_id: str, session_id: str, workspace_id: str) -> Seat:
        """The session, and the user's membership of `workspace_id`, in one read."""

    def by_token(self, token_hash: str) -> Seat:
        """The session of which this is, or was, the token, and the user's membership of its workspace."""

    def of_user(self, user_id: str) -> Sequence[Session]:
        """All of them, the latest login first."""

    def refresh(self, session: Session) -> bool:
        """Store it in place of the version before. False, and no change, if that is not there any more."""

    def remove(self, user_id: str, session_id: str) -> bool:
        """End it; whether there was one."""


class SealedKey(Model):
    """A private key, encrypted. Tokens name it by `kid`; nothing that it signed is valid after `ends_at`."""

    name: str
    kid: str
    sealed: str
    ends_at: datetime


class SealedKeys(Protocol):
    """The keys that all processes of a stage sign with."""

    def get(self, name: str) -> SealedKey | None: ...

    def add(self, key: SealedKey) -> SealedKey:
        """Store it unless one of its name is there already; the one that is there then."""
