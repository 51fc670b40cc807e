"""Logins that were begun at a provider, and identities: a row by which one logs in, and one beside its user's."""

from collections.abc import Sequence

from pynamodb.transactions import TransactWrite

from astromedia.domain.identity import Attempt, Identity

from . import keys
from .contention import decided, updated
from .rows import Row, row_at, table

ATTEMPT, IDENTITY, OF_USER = "OAUTH", "IDENTITY", "IDENTITY#"


class DynamoAttempts:
    """Implements identity.Attempts on the accounts table. Rows of what has expired go by themselves."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def add(self, attempt: Attempt) -> None:
        ttl = int(attempt.expires_at.timestamp())
        self._rows(*_begun(attempt.state_hash), document=attempt.model_dump_json(), version=0, ttl=ttl).save()

    def take(self, state_hash: str) -> Attempt | None:
        row = self._rows(*_begun(state_hash))
        # It is read and counted in one round trip; no condition on a value holds of a row that is gone.
        return row.read(Attempt) if updated(row, [Row.version.add(1)], Row.version == 0) else None


class DynamoIdentities:
    """Implements identity.Identities on the accounts table."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def get(self, issuer: str, subject: str) -> Identity | None:
        row = row_at(self._rows, *_known_as(issuer, subject))
        return row.read(Identity) if row else None

    def of_user(self, user_id: str) -> Sequence[Identity]:
        rows = self._rows.query(keys.of_user(user_id), Row.sk.startswith(OF_USER), consistent_read=True)
        return [row.read(Identity) for row in rows]

    def add(self, identity: Identity) -> bool:
        def fill(write: TransactWrite) -> None:
            for key in _keys(identity):
                row = self._rows(*key, document=identity.model_dump_json())
                write.save(row, condition=Row.pk.does_not_exist())

        return decided(fill)

    def remove(self, identity: Identity, staying: Identity | None = None) -> bool:
        def fill(write: TransactWrite) -> None:
            for key in _keys(identity):
                write.delete(self._rows(*key), condition=Row.document == identity.model_dump_json())
            if staying:
                write.condition_check(self._rows, *_of_user(staying), Row.document == staying.model_dump_json())

        return decided(fill)


def _keys(identity: Identity) -> tuple[tuple[str, str], tuple[str, str]]:
    return _known_as(identity.issuer, identity.subject), _of_user(identity)


def _begun(state_hash: str) -> tuple[str, str]:
    return f"{ATTEMPT}#{state_hash}", ATTEMPT


def _known_as(issuer: str, subject: str) -> tuple[str, str]:
    return f"{IDENTITY}#{issuer}#{subject}", IDENTITY


def _of_user(identity: Identity) -> tuple[str, str]:
    return keys.of_user(identity.user_id), OF_USER + identity.provider
