"""Paid answers, kept for as long as a Lambda may be repeated, beside the ledger entries that paid for them."""

import zlib
from collections.abc import Sequence
from datetime import timedelta

from astromedia.domain.budget import Memo
from astromedia.domain.ledger import LedgerEntry

from . import keys
from .money_rows import MoneyRow

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
