"""A campaign's timeline: numbered without gaps, because each event is written only if its number is still free."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from astromedia.domain.errors import Conflict
from astromedia.domain.event import Event, EventType

from . import keys
from .rows import Row, connection, table

EVENTS = "EVENT#"
TRIES = 50
LOST_RACE = {"ConditionalCheckFailed", "TransactionConflict"}


class DynamoTimeline:
    """Implements ports.Timeline on the campaigns table."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def append(
        self,
        workspace_id: str,
        campaign_id: str,
        type: EventType,
        at: datetime,
        request_id: str,
        *,
        phase: str | None = None,
        data: Mapping[str, Any] | None = None,
        once: str | None = None,
    ) -> None:
        event = Event(
            workspace_id=workspace_id,
            campaign_id=campaign_id,
            sequence=0,
            type=type,
            at=at,
            request_id=request_id,
            phase=phase,
            data=data or {},
        )
        if not any(self._tried(event, once) for _ in range(TRIES)):
            raise Conflict(f"The timeline of campaign {campaign_id} is too busy to append to; try again.")

    def since(self, workspace_id: str, campaign_id: str, sequence: int, limit: int) -> Sequence[Event]:
        found = self._rows.query(
            keys.of_campaign(workspace_id, campaign_id),
            range_key_condition=Row.sk.between(keys.of_event(sequence + 1), EVENTS + keys.LAST),
            consistent_read=True,
            limit=limit,
        )
        return [row.read(Event) for row in found]

    def _tried(self, event: Event, once: str | None) -> bool:
        """Write it under the next number; whether that is settled (also by the same `once` being there already)."""
        pk = keys.of_campaign(event.workspace_id, event.campaign_id)
        numbered = event.model_copy(update={"sequence": self._last(pk) + 1})
        rows = [self._rows(pk, keys.of_event(numbered.sequence), document=numbered.model_dump_json())]
        rows += [self._rows(pk, f"ONCE#{once}")] if once else []
        try:
            with TransactWrite(connection=connection()) as write:
                for row in rows:
                    write.save(row, condition=Row.pk.does_not_exist())
        except TransactWriteError as error:
            taken = [reason.code if reason else None for reason in error.cancellation_reasons]
            if not LOST_RACE.intersection(taken):
                raise
            return taken[1:] == ["ConditionalCheckFailed"]
        return True

    def _last(self, pk: str) -> int:
        newest = self._rows.query(
            pk, Row.sk.startswith(EVENTS), consistent_read=True, scan_index_forward=False, limit=1
        )
        return next((row.read(Event).sequence for row in newest), 0)
