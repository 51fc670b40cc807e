"""Paid answers, kept for as long as a Lambda may be repeated, beside the ledger entries that paid for them."""

import zlib
from collections.abc import Sequence
from datetime import timedelta

from astromedia.domain.budget import Memo
from astromedia.domain.ledger import LedgerEntry

from . import keys
from .contention import saved
from .money_rows import MoneyRow
from .rows import row_at

KEPT = timedelta(days=7)
LARGEST_BYTES = 350_000
"""An item holds 400 kB: an answer that is larger, compressed, is not kept (and would be paid for again)."""


def memo_row(rows: type[MoneyRow], entry: LedgerEntry, memo: Memo) -> MoneyRow | None:
    """The row of a memo, in its campaign's partition; None if it is too large to be kept."""
    content = zlib.compress(memo.content.encode(), level=1)
    if len(content) > LARGEST_BYTES:
        return None
    pk = keys.of_campaign(entry.workspace_id, entry.campaign_id)
    ttl = int((entry.at + KEPT).timestamp())
    return rows(pk, f"{_of_call(memo.call_id)}{memo.slot}", content=content, ttl=ttl)


def put_in_place(rows: type[MoneyRow], entry: LedgerEntry, memo: Memo, before: Memo | None) -> bool:
    """Store `memo` where `before` is stored (None: nothing). False, and no change, if something else is.

    It is known by what is stored after a request whose answer got lost, and that was sent again.
    """
    row, seen = memo_row(rows, entry, memo), before and memo_row(rows, entry, before)
    if row is None:
        raise ValueError(f"What is noted under {memo.slot} is larger than a row")
    condition = MoneyRow.content == seen.content if seen else MoneyRow.pk.does_not_exist()
    if saved(row, condition):
        return True
    stored = row_at(rows, row.pk, row.sk)
    return stored is not None and stored.content == row.content


def memos_of(rows: type[MoneyRow], workspace_id: str, campaign_id: str, call_id: str) -> Sequence[Memo]:
    """The memos of one call."""
    start = _of_call(call_id)
    found = rows.query(keys.of_campaign(workspace_id, campaign_id), MoneyRow.sk.startswith(start), consistent_read=True)
    return [
        Memo(call_id=call_id, slot=row.sk.removeprefix(start), content=zlib.decompress(row.content).decode())
        for row in found
    ]


def _of_call(call_id: str) -> str:
    return f"MEMO#{call_id}#"
