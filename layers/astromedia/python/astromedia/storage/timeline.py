"""A campaign's timeline: numbered without gaps, because events are written only right after the last one there is."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from astromedia.domain.errors import Conflict
from astromedia.domain.event import Event

from . import keys
from .contention import LOST_RACE, Patience
from .outages import BUSY
from .rows import Row, connection, table

EVENTS, TAIL = "EVENT#", "STATE#TAIL"
TRIES, EAGER = 64, 1
"""Branches that tell at once win one by one: as many as a playbook has phases, and some more. Most often they are few,
and who was told the last number is late enough to get the next."""


class DynamoTimeline:
    """Implements ports.Timeline on the campaigns table."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def since(self, workspace_id: str, campaign_id: str, sequence: int, limit: int) -> Sequence[Event]:
        found = self._rows.query(
            keys.of_campaign(workspace_id, campaign_id),
            range_key_condition=Row.sk.between(keys.of_event(sequence + 1), EVENTS + keys.LAST),
            consistent_read=True,
            limit=limit,
        )
        return [row.read(Event) for row in found]


class Numbered:
    """Writes rows together with the events that tell of them. One row of the partition, its tail, has the last number.

    Who is mistaken about that number learns it from the refusal, and asks for nothing to try again.
    """

    def __init__(self, rows: type[Row], patience: Patience) -> None:
        self._rows = rows
        self._patience = patience
        self._last: dict[str, int] = {}

    def write(
        self,
        pk: str,
        puts: Sequence[tuple[Row, Condition | None]],
        events: Sequence[Event],
        besides: Callable[[TransactWrite], None] | None = None,
        checks: Mapping[str, Condition] = MappingProxyType({}),
    ) -> bool:
        """Store `puts` and `events` under the next numbers of the partition, and what `besides` adds: all or nothing.

        False, and nothing stored, if the condition of one of `puts` does not hold, or one of the `checks` of rows that
        stay as they are (by sort key). Conflict if others always win.
        """
        for _ in self._patience.tries(TRIES, EAGER):
            first = self._next(pk)
            try:
                with TransactWrite(connection=connection()) as write:
                    for sk, check in checks.items():
                        write.condition_check(self._rows, pk, sk, check)
                    for row, condition in (*puts, *self._event_rows(pk, first, events)):
                        write.save(row, condition=condition)
                    self._move_tail(write, pk, first, len(events))
                    if besides:
                        besides(write)
            except TransactWriteError as error:
                if _holds_back(error, len(checks) + len(puts)):
                    return False
                self._learn(pk, error)
                continue
            self._last[pk] = first + len(events) - 1
            return True
        raise Conflict("The campaign's timeline is too busy to tell more; try again.")

    def is_new(self, pk: str) -> None:
        """Take the partition for one that has no timeline yet."""
        self._last[pk] = 0

    def saw(self, pk: str, rows: Sequence[Row]) -> None:
        """Remember how far the timeline is, if its tail is among these rows that were read just now."""
        for row in rows:
            if row.sk == TAIL:
                self._last[pk] = int(row.told)

    def _move_tail(self, write: TransactWrite, pk: str, first: int, more: int) -> None:
        """To the last of the events, if it is right before the first; a timeline that has none yet gets one."""
        right = Row.pk.does_not_exist() | (Row.told == first - 1)
        write.save(self._rows(pk, TAIL, told=first + more - 1), condition=right, return_values="ALL_OLD")

    def _event_rows(self, pk: str, first: int, events: Sequence[Event]) -> list[tuple[Row, Condition]]:
        numbered = [event.model_copy(update={"sequence": first + i}) for i, event in enumerate(events)]
        rows = [self._rows(pk, keys.of_event(event.sequence), document=event.model_dump_json()) for event in numbered]
        return [(row, Row.pk.does_not_exist()) for row in rows]

    def _learn(self, pk: str, error: TransactWriteError) -> None:
        """Remember where the tail is, if it is why nothing was stored; otherwise it is looked up."""
        self._last.pop(pk, None)
        for reason in error.cancellation_reasons:
            if reason and reason.raw_item:
                self._last[pk] = int(reason.raw_item["told"]["N"])

    def _next(self, pk: str) -> int:
        """The next free number as this process remembers it, which is right unless another told more."""
        if pk not in self._last:
            newest = self._rows.query(
                pk, Row.sk.startswith(EVENTS), consistent_read=True, scan_index_forward=False, limit=1
            )
            self._last[pk] = next((row.read(Event).sequence for row in newest), 0)
        return self._last[pk] + 1


def _holds_back(error: TransactWriteError, ours: int) -> bool:
    """Whether one of the first `ours` is why nothing was stored; False if another try may do. All else is raised.

    Checks are the first in a transaction, and puts follow them.
    """
    reasons = [reason.code if reason else None for reason in error.cancellation_reasons]
    if "ConditionalCheckFailed" in reasons[:ours]:
        return True
    if not LOST_RACE.intersection(reasons) and error.cause_response_code not in BUSY:
        raise error
    return False
