"""Sessions: a row each beside its user's, and a row for every refresh token that says whose it is or was."""

from collections.abc import Sequence

from pynamodb.exceptions import DoesNotExist
from pynamodb.transactions import TransactWrite

from astromedia.domain.session import SealedKey, Session

from .contention import added, written
from .rows import Row, connection, table

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

    def get(self, user_id: str, session_id: str) -> Session | None:
        row = self._row(_of(user_id), SESSION + session_id)
        return row.read(Session) if row else None

    def by_token(self, token_hash: str) -> Session | None:
        row = self._row(f"{TOKEN}#{token_hash}", TOKEN)
        return self.get(*row.document.split("/")) if row else None

    def of_user(self, user_id: str) -> Sequence[Session]:
        rows = self._rows.query(
            _of(user_id), Row.sk.startswith(SESSION), scan_index_forward=False, consistent_read=True
        )
        return [row.read(Session) for row in rows]

    def refresh(self, session: Session) -> bool:
        def fill(write: TransactWrite) -> None:
            write.save(self._session(session), condition=Row.version == session.version - 1)
            write.save(self._token(session))

        return written(fill)

    def remove(self, user_id: str, session_id: str) -> bool:
        row = self._row(_of(user_id), SESSION + session_id)
        if row is not None:
            row.delete()
        return row is not None

    def _session(self, session: Session) -> Row:
        key, ttl = (_of(session.user_id), SESSION + session.id), int(session.expires_at.timestamp())
        return self._rows(*key, document=session.model_dump_json(), version=session.version, ttl=ttl)

    def _token(self, session: Session) -> Row:
        """Kept as long as the session may last, so that a token that was used is known when it comes again."""
        owner, ttl = f"{session.user_id}/{session.id}", int(session.ends_at.timestamp())
        return self._rows(f"{TOKEN}#{session.token_hash}", TOKEN, document=owner, ttl=ttl)

    def _row(self, pk: str, sk: str) -> Row | None:
        try:
            return self._rows.get(pk, sk, consistent_read=True)
        except DoesNotExist:
            return None


class DynamoSealedKeys:
    """Implements session.SealedKeys on the accounts table."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def get(self, name: str) -> SealedKey | None:
        try:
            return self._rows.get(KEYS, name, consistent_read=True).read(SealedKey)
        except DoesNotExist:
            return None

    def add(self, key: SealedKey) -> SealedKey:
        ttl = int(key.ends_at.timestamp())
        if added(self._rows(KEYS, key.name, document=key.model_dump_json(), ttl=ttl)):
            return key
        return self.get(key.name) or key


def _of(user_id: str) -> str:
    return f"USER#{user_id}"
