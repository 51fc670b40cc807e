"""Erasures on the accounts table: a row while they go on, and one that says that somebody is gone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pynamodb.transactions import TransactWrite

from astromedia.domain.account import User, Workspace
from astromedia.domain.erasure import Erasure

from . import keys
from .accounts import email_key
from .contention import saved, written
from .rows import Row, row_at, table

ERASURES, ERASED = "ERASURES", "ERASED"
KEPT = timedelta(days=400)
"""How long it is known who is gone: longer than any backup, so that what is restored from one can be erased again."""
TRIES = 4


class DynamoErasures:
    """Implements erasure.Erasures."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def begin(self, erasure: Erasure, of: Workspace | User) -> bool:
        user = of if isinstance(of, User) else None
        own = (keys.of_user(of.id), "USER") if user else (keys.of_workspace(of.id), "WORKSPACE")

        def fill(write: TransactWrite) -> None:
            write.save(self._open(erasure), condition=Row.pk.does_not_exist())
            write.delete(self._rows(*own), condition=Row.pk.exists())
            if user:
                write.delete(self._rows(*email_key(user.email)), condition=Row.document == user.id)

        for _ in range(TRIES):
            if written(fill):
                return True
            if row_at(self._rows, *own) is None:
                return False
        return False

    def open(self, limit: int) -> Sequence[Erasure]:
        found = self._rows.query(ERASURES, consistent_read=True, limit=limit)
        return [row.read(Erasure) for row in found]

    def save(self, erasure: Erasure) -> Erasure | None:
        after = erasure.model_copy(update={"version": erasure.version + 1})
        return after if saved(self._open(after), Row.version == erasure.version) else None

    def end(self, erasure: Erasure, at: datetime) -> None:
        kept = erasure.model_dump_json(include={"subject", "id", "requested_by", "requested_at"})
        ttl = int((at + KEPT).timestamp())
        self._rows(ERASED, _name(erasure), document=kept, status=at.isoformat(), ttl=ttl).save()
        self._open(erasure).delete()

    def _open(self, erasure: Erasure) -> Row:
        document = erasure.model_dump_json()
        return self._rows(ERASURES, _name(erasure), version=erasure.version, document=document)


def _name(erasure: Erasure) -> str:
    return f"{erasure.subject}#{erasure.id}"
