"""The ledger over a real store: a local cloud with a ledger table, in processes of their own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from astromedia.domain.ids import new_id
from astromedia.domain.ledger import LedgerEntry, Usage
from astromedia.domain.ports import Clock
from astromedia.kit.clock import utc_now
from astromedia.ledger.ledger import Ledger
from astromedia.storage import money_rows, rows
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.ledger import DynamoLedgerEntries
from tests.cloud import LEDGER, cloud, make_table


@contextmanager
def ledger_cloud() -> Iterator[str]:
    """The name of an empty ledger table; while it is there, this process's environment leads to its cloud."""
    before = dict(os.environ)
    try:
        with cloud() as environment:
            os.environ.update(environment)
            forget()
            make_table(LEDGER)
            yield LEDGER
    finally:
        os.environ.clear()
        os.environ.update(before)
        forget()


def forget() -> None:
    """Drop clients that were made for another cloud."""
    rows.connection.cache_clear()
    money_rows.money_table.cache_clear()


def ledger_over(table: str, clock: Clock = utc_now) -> Ledger:
    """The product's ledger; events go nowhere."""
    return Ledger(
        budgets=DynamoBudgets(table), entries=DynamoLedgerEntries(table), clock=clock, alert=lambda *event: None
    )


def worst_case(workspace: str, campaign: str, cost: Decimal, call: str = "") -> LedgerEntry:
    """The dearest that a call can become; `call` names what is asked (its request id)."""
    now = utc_now()
    return LedgerEntry(
        id=new_id(now),
        workspace_id=workspace,
        campaign_id=campaign,
        phase="copy",
        revision=1,
        request_id=call,
        agent="copywriter",
        kind="text",
        provider="openai",
        model="gpt",
        usage=Usage(input_tokens=1000, output_tokens=200),
        cost=cost,
        price_date="2026-01-01",
        latency_ms=0,
        at=now,
    )
