"""Sessions: begun by a login, kept alive by refresh tokens that count once, ended at once by whoever owns them."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any, NamedTuple, NoReturn

from astromedia.domain.account import Caller, Member
from astromedia.domain.audit import Action
from astromedia.domain.errors import Conflict, NotFound, Unauthorized
from astromedia.domain.idempotency import Asker
from astromedia.domain.ids import new_id
from astromedia.domain.ports import Accounts, Clock
from astromedia.domain.session import IDLE, LONGEST, Session, Sessions, Visit
from astromedia.kit.observability import LOG

from .audit import Audit, Whose
from .tokens import Identity, Tokens

PREFIX = "amr_"
"""What refresh tokens begin with, so that scanners for leaked secrets know them."""
GRACE = timedelta(seconds=10)
"""So long after it was used a token gives its successor again: the answer may have been lost, or two may have asked."""
TRIES = 3
ENDED = "The session has ended; log in again."
NO_MEMBER = "You are not a member of this workspace any more; log in again."


class Grant(NamedTuple):
    """What a session gives: tokens, and the seconds they last. The refresh token counts once."""

    session_id: str
    access_token: str
    expires_in: int
    refresh_token: str
    refresh_expires_in: int


@dataclass(frozen=True, kw_only=True)
class SessionService:
    """Over any store of sessions. `successor_key` (32 bytes) makes each refresh token from the one before."""

    accounts: Accounts
    sessions: Sessions
    tokens: Tokens
    successor_key: bytes
    audit: Audit
    clock: Clock

    def begin(self, member: Member, visit: Visit, *, proved: bool = True) -> Grant:
        """A new session of `member` in their workspace, once they proved who they are, now or (not `proved`) before."""
        now, token = self.clock(), _encoded(token_bytes(32))
        session = Session(
            id=new_id(now),
            user_id=member.user_id,
            workspace_id=member.workspace_id,
            created_at=now,
            used_at=now,
            expires_at=now + IDLE,
            ends_at=now + LONGEST,
            user_agent=visit.user_agent,
            ip=visit.ip,
            token_hash=_hashed(token),
            proved_at=now if proved else None,
        )
        self.sessions.add(session)
        return self._grant(session, member, token, now)

    def refresh(self, token: str, visit: Visit) -> Grant:
        """A new access token, and the refresh token that counts from now on.

        Unauthorized if `token` is none of a session that goes on. A token that was used before ends its session, as
        two have it then and one of them stole it; but within GRACE of its use it gives the same successor again.
        """
        hash, successor = _hashed(token), self._successor(token)
        for _ in range(TRIES):
            now, (session, member) = self.clock(), self.sessions.by_token(hash)
            if session is None or session.expires_at <= now:
                raise Unauthorized(ENDED)
            if member is None:
                raise Unauthorized(NO_MEMBER)
            if hash == session.token_hash:
                session = session.refreshed(_hashed(successor), visit, now)
                if not self.sessions.refresh(session):
                    continue
            elif hash != session.previous_hash or now - session.used_at > GRACE:
                self._stolen(session, visit)
            return self._grant(session, member, successor, now)
        raise Conflict("This session is being refreshed at this moment; try again.")

    def asker(self, access_token: str) -> Asker:
        """Who was given this token; whether it still counts is for `caller` to say. Unauthorized if it is none."""
        identity = self.tokens.verify(access_token, self.clock())
        return Asker(identity.workspace_id, identity.user_id)

    def caller(self, access_token: str, request_id: str) -> Caller:
        """Whom a request with this token acts for, with the role that they have now.

        Unauthorized if it does not count, its session has ended, or they are no member any more.
        """
        now = self.clock()
        identity = self.tokens.verify(access_token, now)
        # Both are read every time, and nothing is remembered: who is logged out, removed or demoted is so at once.
        session, member = self.sessions.seat(identity.user_id, identity.session_id, identity.workspace_id)
        if session is None or session.expires_at <= now:
            raise Unauthorized(ENDED)
        if member is None:
            raise Unauthorized(NO_MEMBER)
        return Caller(
            user_id=member.user_id,
            workspace_id=member.workspace_id,
            role=member.role,
            request_id=request_id,
            session_id=session.id,
        )

    def signing_keys(self) -> Sequence[Mapping[str, Any]]:
        """The public keys of access tokens, as JWKs."""
        return [key.jwk() for key in self.tokens.keys.published(self.clock())]

    def list(self, caller: Caller) -> Sequence[Session]:
        """The caller's sessions that go on, the latest login first."""
        now = self.clock()
        return [session for session in self.sessions.of_user(caller.user_id) if session.expires_at > now]

    def end(self, caller: Caller, session_id: str) -> None:
        """End one of the caller's sessions. NotFound if they have none of this id."""
        if not self.sessions.remove(caller.user_id, session_id):
            raise NotFound("You have no such session.")
        own = session_id == caller.session_id
        self.audit.record(caller, Action.LOGGED_OUT if own else Action.SESSION_ENDED, session_id)

    def end_others(self, user_id: str, kept: str | None) -> None:
        """End all sessions of a user but the one to be kept."""
        for session in self.sessions.of_user(user_id):
            if session.id != kept:
                self.sessions.remove(user_id, session.id)

    def _stolen(self, session: Session, visit: Visit) -> NoReturn:
        if self.sessions.remove(session.user_id, session.id):
            whose = Whose(session.user_id, session.workspace_id)
            self.audit.note(whose, visit, Action.SESSION_STOLEN, session.id, user_agent=visit.user_agent)
        about = {"workspace_id": session.workspace_id, "user_id": session.user_id, "session_id": session.id}
        LOG.warning("A used refresh token came again; its session is ended", extra=about)
        raise Unauthorized(ENDED)

    def _grant(self, session: Session, member: Member, refresh_token: str, now: datetime) -> Grant:
        identity = Identity(
            user_id=session.user_id, workspace_id=session.workspace_id, role=member.role, session_id=session.id
        )
        return Grant(
            session_id=session.id,
            access_token=self.tokens.issue(identity, now),
            expires_in=int(self.tokens.lifetime.total_seconds()),
            refresh_token=refresh_token,
            refresh_expires_in=int((session.expires_at - now).total_seconds()),
        )

    def _successor(self, token: str) -> str:
        """Made from the token, not by chance: so it can be given again, though only its hash is kept."""
        return _encoded(hmac.digest(self.successor_key, token.encode(), "sha256"))


def _encoded(secret: bytes) -> str:
    return PREFIX + urlsafe_b64encode(secret).rstrip(b"=").decode()


def _hashed(token: str) -> str:
    """Enough for 256 bits that nobody can guess."""
    return hashlib.sha256(token.encode()).hexdigest()
