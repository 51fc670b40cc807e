"""Sessions: a row each beside its user's, and a row for every refresh token that says whose it is or was."""

from collections.abc import Sequence

from pynamodb.transactions import TransactWrite

from astromedia.domain.account import Member
from astromedia.domain.session import SealedKey, Seat, Session

from . import keys
from .contention import added, decided, removed
from .rows import Row, connection, row_at, rows_at, table

SESSION, TOKEN = "SESSION#", "REFRESH"
KEYS = "SIGNING_KEYS"


class DynamoSessions:
    """Implements session.Sessions on the accounts table. Rows of what has ended expire by themselves."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def add(self, session: Session) -> None:
        with TransactWrite(connection=connection()) as write:
            write.save(self._session(session), condition=Row.pk.does_not_exist())
            write.save(self._token(session), condition=Row.pk.does_not_exist())

    def seat(self, user_id: str, session_id: str, workspace_id: str) -> Seat:
        of_session = keys.of_user(user_id), SESSION + session_id
        session, member = rows_at(self._rows, of_session, keys.of_member(workspace_id, user_id))
        return Seat(session.read(Session) if session else None, member.read(Member) if member else None)

    def by_token(self, token_hash: str) -> Seat:
        owner = row_at(self._rows, f"{TOKEN}#{token_hash}", TOKEN)
        return self.seat(*owner.document.split("/")) if owner else Seat(None, None)

    def of_user(self, user_id: str) -> Sequence[Session]:
        rows = self._rows.query(
            keys.of_user(user_id), Row.sk.startswith(SESSION), scan_index_forward=False, consistent_read=True
        )
        return [row.read(Session) for row in rows]

    def refresh(self, session: Session) -> bool:
        def fill(write: TransactWrite) -> None:
            write.save(self._session(session), condition=Row.version == session.version - 1)
            write.save(self._token(session))

        return decided(fill)

    def remove(self, user_id: str, session_id: str) -> bool:
        return removed(self._rows(keys.of_user(user_id), SESSION + session_id), Row.pk.exists())

    def _session(self, session: Session) -> Row:
        key, ttl = (keys.of_user(session.user_id), SESSION + session.id), int(session.expires_at.timestamp())
        return self._rows(*key, document=session.model_dump_json(), version=session.version, ttl=ttl)

    def _token(self, session: Session) -> Row:
        """Kept as long as the session may last, so that a token that was used is known when it comes again."""
        owner, ttl = f"{session.user_id}/{session.id}/{session.workspace_id}", int(session.ends_at.timestamp())
        return self._rows(f"{TOKEN}#{session.token_hash}", TOKEN, document=owner, ttl=ttl)


class DynamoSealedKeys:
    """Implements session.SealedKeys on the accounts table."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def get(self, name: str) -> SealedKey | None:
        row = row_at(self._rows, KEYS, name)
        return row.read(SealedKey) if row else None

    def add(self, key: SealedKey) -> SealedKey:
        ttl = int(key.ends_at.timestamp())
        if added(self._rows(KEYS, key.name, document=key.model_dump_json(), ttl=ttl)):
            return key
        return self.get(key.name) or key
