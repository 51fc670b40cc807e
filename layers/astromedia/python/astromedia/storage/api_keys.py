"""API keys: a row each that its id finds, and one in the workspace's partition that lists it."""

from datetime import UTC, datetime

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from astromedia.domain.account import Member
from astromedia.domain.api_key import ApiKey, KeySeat
from astromedia.domain.audit import AuditEntry
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.ports import Page

from . import keys
from .audit import note
from .contention import updated, written
from .rows import Row, connection, row_at, rows_at, start_after, table

TRIES = 5
KEY = "APIKEY"
ACTIVE, REVOKED = "ACTIVE", "REVOKED"


class DynamoApiKeys:
    """Implements api_key.ApiKeys on the accounts table. When a key was used is beside its document, which stays."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def add(self, key: ApiKey, entry: AuditEntry) -> None:
        with TransactWrite(connection=connection()) as write:
            row = self._rows(*_key(key.id), status=ACTIVE, document=key.model_dump_json())
            write.save(row, condition=Row.pk.does_not_exist())
            write.save(self._rows(keys.of_workspace(key.workspace_id), f"{KEY}#{key.id}"))
            note(write, self._rows, entry)

    def find(self, key_id: str) -> ApiKey | None:
        row = row_at(self._rows, *_key(key_id))
        return _read(row) if row else None

    def seat(self, key_id: str, workspace_id: str, user_id: str) -> KeySeat:
        key, maker = rows_at(self._rows, _key(key_id), keys.of_member(workspace_id, user_id))
        return KeySeat(_read(key) if key else None, maker.read(Member) if maker else None)

    def get(self, workspace_id: str, key_id: str) -> ApiKey:
        found = self.find(key_id)
        if found is None or found.workspace_id != workspace_id:
            raise NotFound(f"There is no API key {key_id}.")
        return found

    def page(self, workspace_id: str, limit: int, after: str | None = None) -> Page[ApiKey]:
        listed = self._rows.query(
            keys.of_workspace(workspace_id),
            Row.sk.startswith(f"{KEY}#"),
            scan_index_forward=False,
            limit=limit + 1,
            last_evaluated_key=start_after(pk=keys.of_workspace(workspace_id), sk=f"{KEY}#{after}") if after else None,
            consistent_read=True,
        )
        ids = [row.sk.partition("#")[2] for row in listed]
        shown = ids[:limit]
        found = self._rows.batch_get([_key(id) for id in shown], consistent_read=True) if shown else ()
        shown_keys = sorted(map(_read, found), key=lambda key: key.id, reverse=True)
        return Page(shown_keys, shown[-1] if len(ids) > limit else None)

    def revoke(self, key: ApiKey, at: datetime, entry: AuditEntry) -> bool:
        revoked = key.model_copy(update={"revoked_at": at})
        ended: list[Action] = [Row.status.set(REVOKED), Row.document.set(revoked.model_dump_json())]

        def fill(write: TransactWrite) -> None:
            write.update(self._rows(*_key(key.id)), ended, condition=Row.status == ACTIVE)
            note(write, self._rows, entry)

        for _ in range(TRIES):
            if written(fill):
                return True
            # A use that is noted at this moment gets in the way, too: only what is stored says that it is revoked.
            if self.get(key.workspace_id, key.id).revoked_at:
                return False
        raise Conflict("This API key is in use at this moment; try again.")

    def note_use(self, key: ApiKey, at: datetime) -> None:
        before = key.last_used_at
        unchanged = Row.used == int(before.timestamp()) if before else Row.used.does_not_exist()
        used = [Row.used.set(int(at.timestamp()))]
        updated(self._rows(*_key(key.id)), used, (Row.status == ACTIVE) & unchanged)


def _read(row: Row) -> ApiKey:
    used = datetime.fromtimestamp(row.used, UTC) if row.used else None
    return row.read(ApiKey).model_copy(update={"last_used_at": used})


def _key(key_id: str) -> tuple[str, str]:
    return f"{KEY}#{key_id}", KEY
