"""The queue on the campaigns table. What happened is told by which rows exist, so every operation may be repeated."""

import random
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from pynamodb.exceptions import DeleteError
from pynamodb.transactions import TransactWrite

from astromedia.domain.errors import Conflict
from astromedia.domain.ports import Clock
from astromedia.domain.queue import Limits, Load, Slot, SlotStatus, Ticket
from astromedia.kit.ahead import ahead

from . import keys, queue_rows
from .contention import TRIES_TO_END, Patience, written
from .queue_rows import LOAD, PLACES, SHARDS, TICKETS, WAITING, QueueRow, queue_table
from .rows import Row, row_at, rows_at

QUIET = timedelta(minutes=5)
"""After so long without a launch, a workspace that has no tickets is no longer listed among those that may wait. No
launch takes as long from its announcement to its transaction."""


class DynamoQueue:
    """Implements ports.Queue on the campaigns table; tickets come into it by storage/campaigns.py."""

    def __init__(
        self,
        table_name: str,
        clock: Clock,
        random: Callable[[], float] = random.random,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rows = queue_table(table_name)
        self._clock = clock
        self._random = random
        self._patience = Patience(random, sleep)

    def next_ticket(self, workspace_id: str) -> Ticket | None:
        return next(iter(self.tickets(workspace_id, 1)), None)

    def tickets(self, workspace_id: str, limit: int) -> Sequence[Ticket]:
        pk = keys.queue_of(workspace_id)
        found = self._rows.query(pk, Row.sk.startswith(TICKETS), consistent_read=True, limit=limit)
        return [row.read(Ticket) for row in found]

    def slots(self, workspace_id: str) -> Sequence[Slot]:
        pk = keys.queue_of(workspace_id)
        found = self._rows.query(pk, Row.sk.startswith(PLACES), consistent_read=True)
        return sorted(map(queue_rows.read_slot, found), key=lambda slot: (slot.at, slot.ticket.campaign_id))

    def admit(self, ticket: Ticket, limits: Limits) -> bool:
        """Most often one look at the stage and one transaction. Only one that fails looks at what else there is."""
        slot = Slot(ticket=ticket, at=self._clock())
        for _ in self._patience.tries():
            shard = self._shard_with_room(limits.stage)
            if shard is None:
                return False
            if written(partial(queue_rows.admit, rows=self._rows, slot=slot, shard=shard, limits=limits)):
                return True
            full = self.load(ticket.workspace_id).running >= limits.workspace
            if full or self._row(queue_rows.ticket_key(ticket)) is None:
                return False
        raise _busy(ticket.workspace_id)

    def started(self, ticket: Ticket) -> None:
        key = queue_rows.slot_key(ticket.workspace_id, ticket.campaign_id, ticket.run)
        seen: QueueRow | None = self._rows(*key, status=SlotStatus.STARTING.value)
        for _ in self._patience.tries(TRIES_TO_END):
            if seen is None or seen.status != SlotStatus.STARTING:
                return
            if written(partial(queue_rows.start, rows=self._rows, seen=seen)):
                return
            seen = self._row(key)
        raise _busy(ticket.workspace_id)

    def release(self, workspace_id: str, campaign_id: str, run: int) -> bool:
        return self._changed((workspace_id, campaign_id, run), tuple(SlotStatus), queue_rows.release)

    def park(self, workspace_id: str, campaign_id: str, run: int) -> bool:
        counted = (SlotStatus.STARTING, SlotStatus.RUNNING)
        return self._changed((workspace_id, campaign_id, run), counted, queue_rows.park)

    def unpark(self, workspace_id: str, campaign_id: str, run: int) -> bool:
        return self._changed((workspace_id, campaign_id, run), (SlotStatus.PARKED,), queue_rows.unpark)

    def forget(self, workspace_id: str, campaign_id: str, run: int) -> bool:
        pk, place = keys.queue_of(workspace_id), f"#{campaign_id}#{run:06d}"
        for _ in self._patience.tries(TRIES_TO_END):
            waiting = self._rows.query(pk, Row.sk.startswith(TICKETS), consistent_read=True)
            row = next((row for row in waiting if row.sk.endswith(place)), None)
            if row is None:
                return False
            if written(lambda write: write.delete(row, condition=Row.pk.exists())):  # noqa: B023 - used at once
                return True
        raise _busy(workspace_id)

    def loads(self, *besides: str) -> Sequence[Load]:
        own = ahead(lambda: self._loads(besides))
        marked = {row.gsi1sk for row in self._rows.listing.query(keys.QUEUES)}
        return sorted([*own(), *self._loads(marked.difference(besides))], key=lambda load: load.workspace_id)

    def quiet(self, workspace_id: str) -> None:
        marker = self._row((keys.queue_of(workspace_id), WAITING))
        if marker and marker.document < keys.moment(self._clock() - QUIET) and not self.next_ticket(workspace_id):
            with suppress(DeleteError):  # Somebody launched something meanwhile: then the next look is soon enough.
                marker.delete(condition=Row.document == marker.document)

    def room(self, limit: int) -> int:
        return max(0, limit - sum(self._used()))

    def stuck(self, before: datetime) -> Sequence[Slot]:
        listed = self._rows.listing.query(keys.SLOTS, self._rows.gsi1sk < keys.moment(before))
        return [queue_rows.read_slot(row) for row in listed]

    def load(self, workspace_id: str) -> Load:
        return _read_load(workspace_id, self._row((keys.queue_of(workspace_id), LOAD)))

    def set_limit(self, workspace_id: str, limit: int) -> None:
        row = self._rows(keys.queue_of(workspace_id), LOAD)
        for _ in self._patience.tries():
            if written(lambda write: write.update(row, [QueueRow.cap.set(limit)])):
                return
        raise _busy(workspace_id)

    def _changed(
        self,
        of: tuple[str, str, int],
        expected: Sequence[SlotStatus],
        fill: Callable[[TransactWrite, type[QueueRow], QueueRow], None],
    ) -> bool:
        """Whether the transaction changed the slot; False if there is none, or none with an expected status."""
        for _ in self._patience.tries(TRIES_TO_END):
            seen = self._row(queue_rows.slot_key(*of))
            if seen is None or seen.status not in expected:
                return False
            if written(lambda write: fill(write, self._rows, seen)):  # noqa: B023 - used at once
                return True
        raise _busy(of[0])

    def _shard_with_room(self, limit: int) -> int | None:
        """One of the stage's counters that is below its share, by chance: who come at once seldom meet there."""
        used = self._used()
        free = [shard for shard in range(SHARDS) if used[shard] < queue_rows.share(limit, shard)]
        if not free or sum(used) >= limit:
            return None
        return free[int(self._random() * len(free)) % len(free)]

    def _used(self) -> Sequence[int]:
        """What each of the stage's counters counts."""
        counts = {row.sk: int(row.running) for row in self._rows.query(keys.STAGE, consistent_read=True)}
        return [counts.get(queue_rows.counter_key(shard)[1], 0) for shard in range(SHARDS)]

    def _loads(self, workspaces: Iterable[str]) -> list[Load]:
        """Theirs, in one consistent read if there are any."""
        named = sorted(set(workspaces))
        found = rows_at(self._rows, *((keys.queue_of(name), LOAD) for name in named)) if named else []
        return [_read_load(name, row) for name, row in zip(named, found, strict=True)]

    def _row(self, key: tuple[str, str]) -> QueueRow | None:
        return row_at(self._rows, *key)


def _read_load(workspace_id: str, row: QueueRow | None) -> Load:
    if row is None:
        return Load(workspace_id, 0)
    return Load(workspace_id, int(row.running or 0), None if row.cap is None else int(row.cap))


def _busy(workspace_id: str) -> Conflict:
    return Conflict(f"The queue of workspace {workspace_id} is too busy; try again.")
