"""The ledger's entries: appended, never changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from astromedia.domain.budget import Hold, HoldStatus
from astromedia.domain.ledger import Entries, LedgerEntry
from astromedia.domain.ports import Page

from . import keys
from .contention import added
from .money_rows import MoneyRow, money_table
from .movements import HOLDS
from .rows import start_after

ENTRIES = "ENTRY#"


def entry_row(rows: type[MoneyRow], entry: LedgerEntry) -> MoneyRow:
    """The row of `entry`: in its campaign's partition, and in the workspace's list by time."""
    return rows(
        keys.of_campaign(entry.workspace_id, entry.campaign_id),
        f"{ENTRIES}{entry.id}",
        gsi1pk=keys.entries_of(entry.workspace_id),
        gsi1sk=f"{keys.moment(entry.at)}#{entry.id}",
        document=entry.model_dump_json(),
    )


class DynamoLedgerEntries:
    """Implements ports.LedgerEntries on the ledger table."""

    def __init__(self, table_name: str) -> None:
        self._rows = money_table(table_name)

    def add(self, entry: LedgerEntry) -> bool:
        return added(entry_row(self._rows, entry))

    def page(self, workspace_id: str, campaign_id: str, limit: int, after: str | None = None) -> Page[LedgerEntry]:
        rows = self._query(keys.of_campaign(workspace_id, campaign_id), limit + 1, after)
        items = [row.read(LedgerEntry) for row in rows[:limit]]
        return Page(items, items[-1].id if len(rows) > limit else None)

    def of_campaign(self, workspace_id: str, campaign_id: str) -> Sequence[LedgerEntry]:
        return [row.read(LedgerEntry) for row in self._query(keys.of_campaign(workspace_id, campaign_id))]

    def books(self, workspace_id: str, campaign_id: str) -> Entries:
        # Holds sort after entries, and are read before them: what is settled in between is found as an entry. Entries
        # have no status, and of holds only those count whose calls have begun.
        found = list(
            self._rows.query(
                keys.of_campaign(workspace_id, campaign_id),
                MoneyRow.sk.between(ENTRIES, HOLDS + keys.LAST),
                filter_condition=MoneyRow.status.does_not_exist() | (MoneyRow.status == HoldStatus.STARTED.value),
                scan_index_forward=False,
                consistent_read=True,
            )
        )
        settled = [row.read(LedgerEntry) for row in reversed(found) if row.sk.startswith(ENTRIES)]
        return Entries(settled, [row.read(Hold).worst for row in found if row.sk.startswith(HOLDS)])

    def since(self, workspace_id: str, start: datetime, end: datetime) -> Sequence[LedgerEntry]:
        # A microsecond before `end`, as BETWEEN takes both its ends in; ids come after the moment.
        last = f"{keys.moment(end - timedelta(microseconds=1))}{keys.LAST}"
        found = self._rows.listing.query(
            keys.entries_of(workspace_id), range_key_condition=MoneyRow.gsi1sk.between(keys.moment(start), last)
        )
        return [row.read(LedgerEntry) for row in found]

    def _query(self, pk: str, limit: int | None = None, after: str | None = None) -> list[MoneyRow]:
        found = self._rows.query(
            pk,
            MoneyRow.sk.startswith(ENTRIES),
            consistent_read=True,
            limit=limit,
            last_evaluated_key=start_after(pk=pk, sk=f"{ENTRIES}{after}") if after else None,
        )
        return list(found)
