"""The rows of the queue on the campaigns table, and what a transaction writes of them, on which conditions.

A ticket is one row of its workspace's queue, sorted by time. A slot is one row too; it exists while its run may go on,
and its workspace's LOAD row and one of the stage's counters count it unless it is parked.
"""

from functools import cache

from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from astromedia.domain.queue import Limits, Slot, SlotStatus, Ticket

from . import keys
from .rows import Patience, Row

TICKETS, PLACES, LOAD, WAITING = "TICKET#", "SLOT#", "LOAD", "WAITING"
SHARDS = 16
"""The stage's slots are counted in so many rows, each with its share of the limit: see docs/queue.md."""


class QueueRow(Row):
    """A ticket, a slot (`shard`: the counter that counts it), a load (`cap`: its limit set by hand), a counter."""

    running = NumberAttribute(null=True)
    cap = NumberAttribute(null=True)
    shard = NumberAttribute(null=True)


Rows = type[QueueRow]


@cache
def queue_table(name: str) -> Rows:
    """Rows of the campaigns table `name`."""

    class Bound(QueueRow):
        class Meta(Patience):
            table_name = name

    return Bound


def announce(rows: type[Row], ticket: Ticket) -> None:
    """Note that the ticket's workspace may have somebody waiting. To be called before the launch's transaction.

    It is no part of that transaction: of many launches of one workspace at once, each would make the others fail.
    """
    rows(
        keys.queue_of(ticket.workspace_id),
        WAITING,
        gsi1pk=keys.QUEUES,
        gsi1sk=ticket.workspace_id,
        document=keys.moment(ticket.at),
    ).save()


def enqueue(write: TransactWrite, rows: type[Row], ticket: Ticket) -> None:
    """Add the ticket to the transaction of its launch: one row, on condition that it is not there already.

    Nobody else writes that row, so it makes no launch fail. Call `announce` before the transaction.
    """
    row = rows(*ticket_key(ticket), document=ticket.model_dump_json())
    write.save(row, condition=Row.pk.does_not_exist())


def ticket_key(ticket: Ticket) -> tuple[str, str]:
    """Tickets of a workspace sort by the time since when they wait."""
    waiting = f"{TICKETS}{keys.moment(ticket.at)}#{ticket.campaign_id}#{ticket.run:06d}"
    return keys.queue_of(ticket.workspace_id), waiting


def slot_key(workspace_id: str, campaign_id: str, run: int) -> tuple[str, str]:
    """One slot per run."""
    return keys.queue_of(workspace_id), f"{PLACES}{campaign_id}#{run:06d}"


def share(limit: int, shard: int) -> int:
    """How many of the stage's slots a shard counts at most; together it is exactly the limit."""
    return limit * (shard + 1) // SHARDS - limit * shard // SHARDS


def admit(write: TransactWrite, rows: Rows, slot: Slot, shard: int, limits: Limits) -> None:
    """Turn a ticket that waits into a slot, if the workspace and the shard of the stage have room."""
    ticket = slot.ticket
    write.delete(rows(*ticket_key(ticket)), condition=Row.pk.exists())
    row = rows(
        *slot_key(ticket.workspace_id, ticket.campaign_id, ticket.run),
        gsi1pk=keys.SLOTS,
        gsi1sk=_listed(slot),
        status=SlotStatus.STARTING.value,
        shard=shard,
        document=slot.model_dump_json(),
    )
    write.save(row, condition=Row.pk.does_not_exist())
    _count(write, rows, ticket.workspace_id, shard, 1, limits)


def start(write: TransactWrite, rows: Rows, seen: QueueRow) -> None:
    """Note of a slot that is still as it was seen that its execution was started."""
    write.update(rows(seen.pk, seen.sk), [Row.status.set(SlotStatus.RUNNING.value)], condition=_unchanged(seen))


def release(write: TransactWrite, rows: Rows, seen: QueueRow) -> None:
    """Delete a slot that is still as it was seen; it is counted no longer."""
    write.delete(rows(seen.pk, seen.sk), condition=_unchanged(seen))
    if seen.status != SlotStatus.PARKED:
        _count(write, rows, read_slot(seen).ticket.workspace_id, int(seen.shard), -1)


def park(write: TransactWrite, rows: Rows, seen: QueueRow) -> None:
    """Let a slot that is still as it was seen count for nothing."""
    actions: list[Action] = [Row.status.set(SlotStatus.PARKED.value), Row.gsi1pk.remove(), Row.gsi1sk.remove()]
    write.update(rows(seen.pk, seen.sk), actions, condition=_unchanged(seen))
    _count(write, rows, read_slot(seen).ticket.workspace_id, int(seen.shard), -1)


def unpark(write: TransactWrite, rows: Rows, seen: QueueRow) -> None:
    """Let a parked slot count again, whatever the limits: who waited for a person does not wait once more."""
    slot = read_slot(seen)
    actions: list[Action] = [
        Row.status.set(SlotStatus.RUNNING.value),
        Row.gsi1pk.set(keys.SLOTS),
        Row.gsi1sk.set(_listed(slot)),
    ]
    write.update(rows(seen.pk, seen.sk), actions, condition=_unchanged(seen))
    _count(write, rows, slot.ticket.workspace_id, int(seen.shard), 1)


def read_slot(row: Row) -> Slot:
    """The slot that a row stores."""
    return row.read(Slot).model_copy(update={"status": SlotStatus(row.status)})


def counter_key(shard: int) -> tuple[str, str]:
    """One of the counters of the stage."""
    return keys.STAGE, f"{shard:02d}"


def _count(
    write: TransactWrite, rows: Rows, workspace_id: str, shard: int, more: int, limits: Limits | None = None
) -> None:
    """Count a slot for its workspace and on the stage; with `limits`, only below them."""
    counters = {(keys.queue_of(workspace_id), LOAD): limits and limits.workspace}
    counters[counter_key(shard)] = limits and share(limits.stage, shard)
    for key, most in counters.items():
        below = None if most is None else QueueRow.running.does_not_exist() | (QueueRow.running < most)
        write.update(rows(*key), [QueueRow.running.add(more)], condition=below)


def _listed(slot: Slot) -> str:
    ticket = slot.ticket
    return f"{keys.moment(slot.at)}#{ticket.workspace_id}#{ticket.campaign_id}#{ticket.run:06d}"


def _unchanged(seen: QueueRow) -> Condition:
    unchanged: Condition = Row.status == seen.status
    return unchanged
