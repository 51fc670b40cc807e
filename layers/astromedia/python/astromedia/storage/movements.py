"""The transactions that move money between free, held and settled: what is written, and on which conditions."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from zlib import crc32

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from astromedia.domain.budget import Budget, Hold, HoldStatus
from astromedia.domain.money import ZERO

from . import keys
from .caps import BUDGETS, Caps, budget_row
from .money_rows import MoneyRow

HOLDS = "HOLD#"
SHARDS = 8
"""Open holds are spread over so many index partitions that none of them bounds the calls per second."""
KEPT = timedelta(days=30)
"""For how long a hold that has ended can tell a repeated request what became of it."""
OPEN = (HoldStatus.HELD, HoldStatus.STARTED)

Rows = type[MoneyRow]


def hold_key(hold: Hold) -> tuple[str, str]:
    """A hold is in its campaign's partition."""
    return keys.of_campaign(hold.workspace_id, hold.worst.campaign_id), f"{HOLDS}{hold.id}"


def holds_of(rows: Rows, workspace_id: str, campaign_id: str, having: Sequence[HoldStatus]) -> Iterable[MoneyRow]:
    """The rows of a campaign's holds that have one of these statuses."""
    status = MoneyRow.status.is_in(*(each.value for each in having))
    pk = keys.of_campaign(workspace_id, campaign_id)
    found: Iterable[MoneyRow] = rows.query(
        pk, MoneyRow.sk.startswith(HOLDS), filter_condition=status, consistent_read=True
    )
    return found


def draw(write: TransactWrite, rows: Rows, hold: Hold, uncapped: Collection[str], caps: Caps | None) -> None:
    """Store the hold and take its amount from every scope of it; scopes that are `uncapped` must still be so.

    Without `caps` every scope is taken to have a budget; with them, those that have none get one.
    """
    write.save(_hold_row(rows, hold), condition=MoneyRow.pk.does_not_exist())
    for scope in uncapped:
        key = (keys.budgets_of(hold.workspace_id), f"{BUDGETS}{scope}")
        write.condition_check(rows, *key, condition=MoneyRow.pk.does_not_exist())
    fresh = [scope for scope in hold.scopes if caps and not caps.stored(scope)]
    for scope in hold.scopes:
        if scope not in fresh:
            _move(write, rows, hold, scope, MoneyRow.free >= hold.amount, free=-hold.amount, held=hold.amount)
    if caps and fresh:
        _open(write, rows, hold, fresh, caps)


def end(
    write: TransactWrite,
    rows: Rows,
    hold: Hold,
    status: HoldStatus,
    cost: Decimal = ZERO,
    expected: Sequence[HoldStatus] = OPEN,
    *,
    calmly: bool = False,
) -> None:
    """Settle or release the hold: `cost` of it becomes settled on every scope, the rest free.

    With `calmly` only if that brings no budget to a threshold that is to be told.
    """
    actions: list[Action] = [MoneyRow.status.set(status.value), MoneyRow.gsi1pk.remove(), MoneyRow.gsi1sk.remove()]
    actions.append(MoneyRow.ttl.set(int((hold.expires_at + KEPT).timestamp())))
    write.update(rows(*hold_key(hold)), actions, condition=_is_kept(hold, expected))
    for scope in hold.scopes:
        enough = MoneyRow.held >= hold.amount
        if calmly:
            enough &= MoneyRow.calm > cost
        _move(write, rows, hold, scope, enough, free=hold.amount - cost, held=-hold.amount, settled=cost)


def start(write: TransactWrite, rows: Rows, hold: Hold) -> None:
    """Mark that the call of the hold is about to be made."""
    started = MoneyRow.status.set(HoldStatus.STARTED.value)
    write.update(rows(*hold_key(hold)), [started], condition=_is_kept(hold, (HoldStatus.HELD,)))


def amounts_of(hold: Hold) -> tuple[Decimal, str]:
    """What a hold may never differ in from the one that is kept: its amount, and the scopes that it is held on."""
    return hold.amount, " ".join(hold.scopes)


def _is_kept(hold: Hold, expected: Sequence[HoldStatus]) -> Condition:
    amount, scopes = amounts_of(hold)
    in_time = MoneyRow.status.is_in(*(status.value for status in expected))
    condition: Condition = in_time & (MoneyRow.held == amount) & (MoneyRow.scopes == scopes)
    return condition


def _hold_row(rows: Rows, hold: Hold) -> MoneyRow:
    amount, scopes = amounts_of(hold)
    return rows(
        *hold_key(hold),
        gsi1pk=keys.open_holds(crc32(hold.id.encode()) % SHARDS),
        gsi1sk=f"{keys.moment(hold.expires_at)}#{hold.workspace_id}#{hold.id}",
        status=hold.status.value,
        held=amount,
        scopes=scopes,
        document=hold.model_dump_json(),
    )


def _open(write: TransactWrite, rows: Rows, hold: Hold, scopes: Sequence[str], caps: Caps) -> None:
    """Create the budgets of `scopes` with the hold drawn already."""
    for scope in scopes:
        cap = caps.cap(scope)
        assert cap is not None, "an uncapped scope is not drawn from"
        free = cap - hold.amount
        budget = Budget(workspace_id=hold.workspace_id, scope=scope, cap=cap, free=free, held=hold.amount)
        row = budget_row(rows, budget, by_hand=caps.by_hand(scope))
        write.save(row, condition=MoneyRow.pk.does_not_exist())
    caps.guard(write, rows, scopes)


def _move(
    write: TransactWrite,
    rows: Rows,
    hold: Hold,
    scope: str,
    condition: Condition,
    *,
    free: Decimal,
    held: Decimal,
    settled: Decimal = ZERO,
) -> None:
    budget = rows(keys.budgets_of(hold.workspace_id), f"{BUDGETS}{scope}")
    actions: list[Action] = [MoneyRow.free.add(free), MoneyRow.held.add(held), MoneyRow.settled.add(settled)]
    if settled:
        actions.append(MoneyRow.calm.add(-settled))
    write.update(budget, actions, condition=condition)
