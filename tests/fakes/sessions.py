"""Sessions, and the keys that sign access tokens, in memory."""

from collections.abc import Sequence

from astromedia.domain.session import SealedKey, Seat, Session

from .accounts import FakeAccounts


class FakeSessions:
    """Implements session.Sessions; who is a member is for `accounts` to say."""

    def __init__(self, accounts: FakeAccounts | None = None) -> None:
        self.accounts = accounts or FakeAccounts()
        self.sessions: dict[tuple[str, str], Session] = {}
        self.owners: dict[str, tuple[str, str]] = {}

    def add(self, session: Session) -> None:
        self.sessions[session.user_id, session.id] = session
        self.owners[session.token_hash] = (session.user_id, session.id)

    def seat(self, user_id: str, session_id: str, workspace_id: str) -> Seat:
        return Seat(self.sessions.get((user_id, session_id)), self.accounts.member(workspace_id, user_id))

    def by_token(self, token_hash: str) -> Seat:
        session = self.sessions.get(self.owners.get(token_hash, ("", "")))
        return self.seat(session.user_id, session.id, session.workspace_id) if session else Seat(None, None)

    def of_user(self, user_id: str) -> Sequence[Session]:
        found = [session for session in self.sessions.values() if session.user_id == user_id]
        return sorted(found, key=lambda session: session.id, reverse=True)

    def refresh(self, session: Session) -> bool:
        before = self.sessions.get((session.user_id, session.id))
        if before is None or before.version != session.version - 1:
            return False
        self.add(session)
        return True

    def remove(self, user_id: str, session_id: str) -> bool:
        return self.sessions.pop((user_id, session_id), None) is not None


class FakeSealedKeys:
    """Implements session.SealedKeys. `reads` counts them."""

    def __init__(self) -> None:
        self.keys: dict[str, SealedKey] = {}
        self.reads = 0

    def get(self, name: str) -> SealedKey | None:
        self.reads += 1
        return self.keys.get(name)

    def add(self, key: SealedKey) -> SealedKey:
        return self.keys.setdefault(key.name, key)
