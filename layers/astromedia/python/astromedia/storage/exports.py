"""Exports on the campaigns table: a row each in a partition of their workspace, which expires with the file. What the
audit log says of them is on the accounts table, and is written with them."""

from collections.abc import Sequence

from pynamodb.transactions import TransactWrite

from astromedia.domain.audit import AuditEntry
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.export import OPEN, Export

from . import keys
from .audit import note
from .contention import saved, written
from .rows import Row, row_at, table

TRIES = 5
EXPORTS = "EXPORTS"
"""The index partition that lists those of all workspaces that are yet to be written."""


class DynamoExports:
    """Implements export.Exports."""

    def __init__(self, table_name: str, accounts_table: str) -> None:
        self._rows, self._accounts = table(table_name), table(accounts_table)

    def add(self, export: Export, entry: AuditEntry) -> None:
        def fill(write: TransactWrite) -> None:
            write.save(self._row(export), condition=Row.pk.does_not_exist())
            note(write, self._accounts, entry)

        for _ in range(TRIES):
            if written(fill) or row_at(self._rows, keys.exports_of(export.workspace_id), export.id):
                return
        raise Conflict("This workspace is too busy to be exported; try again.")

    def get(self, workspace_id: str, export_id: str) -> Export:
        row = row_at(self._rows, keys.exports_of(workspace_id), export_id)
        if row is None:
            raise NotFound(f"There is no export {export_id}.")
        return row.read(Export)

    def of_workspace(self, workspace_id: str) -> Sequence[Export]:
        found = self._rows.query(keys.exports_of(workspace_id), scan_index_forward=False, consistent_read=True)
        return [row.read(Export) for row in found]

    def open(self, limit: int) -> Sequence[Export]:
        return [row.read(Export) for row in self._rows.listing.query(EXPORTS, limit=limit)]

    def save(self, export: Export) -> Export | None:
        after = export.model_copy(update={"version": export.version + 1})
        return after if saved(self._row(after), Row.version == export.version) else None

    def _row(self, export: Export) -> Row:
        listed = export.status in OPEN
        return self._rows(
            keys.exports_of(export.workspace_id),
            export.id,
            gsi1pk=EXPORTS if listed else None,
            gsi1sk=f"{keys.moment(export.requested_at)}#{export.id}" if listed else None,
            version=export.version,
            document=export.model_dump_json(),
            ttl=int(export.expires_at.timestamp()),
        )
