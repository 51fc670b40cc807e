"""Holds on the ledger table, and the paid answers that are kept with their settlement."""

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from pynamodb.transactions import TransactWrite

from astromedia.domain.budget import Hold, HoldStatus, Memo
from astromedia.domain.errors import Conflict
from astromedia.domain.ledger import LedgerEntry
from astromedia.domain.plan import exceeded

from . import keys, movements
from .caps import Caps, caps_of
from .contention import TRIES_TO_END, Patience, written
from .ledger import entry_row
from .memos import memo_row, memos_of, put_in_place
from .money_rows import MoneyRow, money_table
from .movements import OPEN, SHARDS
from .rows import Row, row_at


class DynamoHolds:
    """The half of ports.Budgets that moves money: each movement is one transaction over all scopes of a hold."""

    def __init__(
        self,
        table_name: str,
        random: Callable[[], float] = random.random,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rows = money_table(table_name)
        self._patience = Patience(random, sleep)
        self._uncapped: set[tuple[str, str]] = set()
        self._noted: set[tuple[str, str]] = set()
        self._calm: set[str] = set()

    def hold(self, hold: Hold) -> Hold:
        """Most often one transaction. Only one that fails looks at what there is: this hold, the budgets, the caps."""
        caps = None
        for _ in self._patience.tries():
            uncapped = [scope for scope in hold.scopes if (hold.workspace_id, scope) in self._uncapped]
            kept = hold.model_copy(update={"scopes": tuple(s for s in hold.scopes if s not in uncapped)})
            if written(partial(movements.draw, rows=self._rows, hold=kept, uncapped=uncapped, caps=caps)):
                return kept
            key = movements.hold_key(hold)
            caps = caps_of(self._rows, hold.workspace_id, hold.scopes, besides=[key])
            if row := caps.rows.get(key[1]):
                return _read(row)
            self._assess(hold, caps)
        raise _busy(hold)

    def start(self, hold: Hold) -> None:
        self._become(hold, HoldStatus.STARTED, OPEN[:1], partial(movements.start, rows=self._rows, hold=hold))

    def settle(self, hold: Hold, entry: LedgerEntry, memo: Memo | None = None) -> bool:
        if entry.cost > hold.amount:
            raise ValueError(f"Entry {entry.id} costs {entry.cost}, but only {hold.amount} is held")

        def fill(write: TransactWrite, *, calmly: bool = False) -> None:
            movements.end(write, self._rows, hold, HoldStatus.SETTLED, entry.cost, calmly=calmly)
            write.save(entry_row(self._rows, entry), condition=MoneyRow.pk.does_not_exist())
            if memo and (row := memo_row(self._rows, entry, memo)):
                write.save(row)

        if entry.cost and written(partial(fill, calmly=True)):
            self._calm.add(hold.id)
            return True
        return self._become(hold, HoldStatus.SETTLED, OPEN, fill)

    def release(self, hold: Hold, *, unless_started: bool = False) -> bool:
        expected = OPEN[:1] if unless_started else OPEN
        released = HoldStatus.RELEASED
        fill = partial(movements.end, rows=self._rows, hold=hold, status=released, expected=expected)
        return self._become(hold, released, expected, fill)

    def expired(self, now: datetime, limit: int) -> Sequence[Hold]:
        until = f"{keys.moment(now)}#{keys.LAST}"
        rows = [
            row
            for shard in range(SHARDS)
            for row in self._rows.listing.query(keys.open_holds(shard), self._rows.gsi1sk <= until, limit=limit)
        ]
        return [_read(row) for row in sorted(rows, key=lambda row: row.gsi1sk)[:limit]]

    def open_holds(self, workspace_id: str, campaign_id: str) -> Sequence[Hold]:
        return [_read(row) for row in movements.holds_of(self._rows, workspace_id, campaign_id, OPEN)]

    def memos(self, workspace_id: str, campaign_id: str, call_id: str) -> Sequence[Memo]:
        return memos_of(self._rows, workspace_id, campaign_id, call_id)

    def note(self, hold: Hold, memo: Memo, before: Memo | None) -> bool:
        return put_in_place(self._rows, hold.worst, memo, before)

    def _assess(self, hold: Hold, caps: Caps) -> None:
        """Remember which scopes have no cap. BudgetExceeded if one that has cannot bear the hold."""
        for scope in hold.scopes:
            budget = caps.budget(scope)
            if budget is None:
                self._uncapped.add((hold.workspace_id, scope))
                continue
            self._uncapped.discard((hold.workspace_id, scope))
            if budget.free < hold.amount:
                raise exceeded(budget, hold.amount, caps.plan)

    def _become(
        self, hold: Hold, status: HoldStatus, expected: Sequence[HoldStatus], fill: Callable[[TransactWrite], None]
    ) -> bool:
        """Whether the transaction brought the hold to `status`; False if it was there already, else Conflict."""
        for _ in self._patience.tries(TRIES_TO_END):
            if written(fill):
                return True
            row = self._stored(hold)
            if row and (row.held, row.scopes) != movements.amounts_of(hold):
                raise ValueError(f"Hold {hold.id} is not the one that is kept: use what `hold` returned")
            if row and row.status == status:
                return False
            if row is None or row.status not in expected:
                raise Conflict(f"Hold {hold.id} cannot become {status}: it is {row.status if row else 'not there'}.")
        raise _busy(hold)

    def _stored(self, hold: Hold) -> MoneyRow | None:
        return row_at(self._rows, *movements.hold_key(hold))


def _read(row: Row) -> Hold:
    return row.read(Hold).model_copy(update={"status": HoldStatus(row.status)})


def _busy(hold: Hold) -> Conflict:
    return Conflict(f"The budgets of hold {hold.id} are too busy; try again.")
