"""What workspaces wrote themselves: a row per edition, and one per name that says which of them counts."""

from collections.abc import Sequence

from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from astromedia.domain.edition import Edition, Kind
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.ports import Page

from . import keys
from .contention import saved
from .rows import Row, connection, row_at, start_after, table

NAME, EDITION = "NAME#", "EDITION#"
COUNTS, REMOVED = "COUNTS", "REMOVED"


class DynamoEditions:
    """Implements ports.Editions on the campaigns table."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def add(self, edition: Edition) -> None:
        before = edition.number - 1
        try:
            with TransactWrite(connection=connection()) as write:
                write.save(self._name(edition, COUNTS), condition=self._follows(before))
                write.save(self._edition(edition))
        except TransactWriteError as error:
            if any(error.cancellation_reasons[:1]):
                raise _changed(edition) from None
            raise

    def remove(self, edition: Edition) -> None:
        counts = (Row.version == edition.number) & (Row.status == COUNTS)
        if not saved(self._name(edition, REMOVED), counts):
            raise _changed(edition)

    def get(self, workspace_id: str, kind: Kind, name: str) -> Edition:
        row = self._named(workspace_id, kind, name)
        if row is None or row.status != COUNTS:
            raise NotFound(f"There is no {kind} {name}.")
        return row.read(Edition)

    def last(self, workspace_id: str, kind: Kind, name: str) -> int:
        row = self._named(workspace_id, kind, name)
        return int(row.version) if row else 0

    def version(self, workspace_id: str, kind: Kind, name: str, version: str) -> Edition:
        found = [edition for edition in self.versions(workspace_id, kind, name) if edition.version == version]
        if not found:
            raise NotFound(f"There is no version {version} of the {kind} {name}.")
        return found[0]

    def versions(self, workspace_id: str, kind: Kind, name: str) -> Sequence[Edition]:
        pk = keys.editions_of(workspace_id, kind)
        begins = Row.sk.startswith(f"{EDITION}{name}#")
        return [row.read(Edition) for row in self._rows.query(pk, begins, consistent_read=True)]

    def page(self, workspace_id: str, kind: Kind, limit: int, after: str | None = None) -> Page[Edition]:
        pk = keys.editions_of(workspace_id, kind)
        found = self._rows.query(
            pk,
            Row.sk.startswith(NAME),
            filter_condition=Row.status == COUNTS,
            consistent_read=True,
            limit=limit + 1,
            last_evaluated_key=start_after(pk=pk, sk=f"{NAME}{after}") if after else None,
        )
        editions = [row.read(Edition) for row in found]
        return Page(editions[:limit], editions[limit - 1].name if len(editions) > limit else None)

    def _named(self, workspace_id: str, kind: Kind, name: str) -> Row | None:
        return row_at(self._rows, keys.editions_of(workspace_id, kind), f"{NAME}{name}")

    def _follows(self, before: int) -> Condition:
        return Row.version == before if before else Row.pk.does_not_exist()

    def _name(self, edition: Edition, status: str) -> Row:
        return self._row(edition, f"{NAME}{edition.name}", status)

    def _edition(self, edition: Edition) -> Row:
        return self._row(edition, f"{EDITION}{edition.name}#{edition.number:06d}")

    def _row(self, edition: Edition, sk: str, status: str | None = None) -> Row:
        return self._rows(
            keys.editions_of(edition.workspace_id, edition.kind),
            sk,
            status=status,
            version=edition.number,
            document=edition.model_dump_json(),
        )


def _changed(edition: Edition) -> Conflict:
    return Conflict(f"The {edition.kind} {edition.name} was changed meanwhile; read it again.")
