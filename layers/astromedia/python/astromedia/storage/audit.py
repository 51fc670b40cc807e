"""The audit log, on the accounts table. Each entry is there twice: in its workspace's log, and in that of its action,
so that a page of either is one query."""

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from astromedia.domain.audit import Action, AuditEntry
from astromedia.domain.errors import Conflict
from astromedia.domain.ports import Page

from . import keys
from .rows import Row, connection, table


def note(write: TransactWrite, rows: type[Row], entry: AuditEntry) -> None:
    """Put the entry's two rows into a transaction, which is cancelled if there is an entry of this id. `rows` are those
    of the accounts table, whatever else is in the transaction."""
    document = entry.model_dump_json()
    for pk in (_log(entry.workspace_id), _log(entry.workspace_id, entry.action)):
        write.save(rows(pk, entry.id, document=document), condition=Row.pk.does_not_exist())


class DynamoAuditLog:
    """Implements audit.AuditLog. The API's role may not update or delete rows whose key begins with `AUDIT#`."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def add(self, entry: AuditEntry) -> None:
        try:
            with TransactWrite(connection=connection()) as write:
                note(write, self._rows, entry)
        except TransactWriteError as error:
            if any(reason and reason.code == "ConditionalCheckFailed" for reason in error.cancellation_reasons):
                raise Conflict(f"There is an entry {entry.id} already.") from None
            raise

    def page(
        self, workspace_id: str, limit: int, after: str | None = None, action: Action | None = None
    ) -> Page[AuditEntry]:
        earlier = Row.sk < after if after else None
        pk = _log(workspace_id, action)
        rows = self._rows.query(pk, earlier, scan_index_forward=False, limit=limit + 1, consistent_read=True)
        found = [row.read(AuditEntry) for row in rows]
        return Page(found[:limit], found[limit - 1].id if len(found) > limit else None)


def _log(workspace_id: str, action: Action | None = None) -> str:
    of_all = keys.audit_of(workspace_id)
    return f"{of_all}#{action}" if action else of_all
