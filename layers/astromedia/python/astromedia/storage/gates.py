"""Gates: in their campaign's partition, and spread over index partitions by when to look after them."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from zlib import crc32

from astromedia.domain.gate import Gate

from . import keys
from .contention import removed, saved
from .rows import Row, table

GATES = "GATE#"
SHARDS = 4
"""Gates are looked after together; so many index partitions bear thousands of them a second."""


class DynamoGates:
    """Implements ports.Gates on the campaigns table."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def put(self, gate: Gate) -> None:
        self._row(gate).save()

    def postpone(self, gate: Gate, due: datetime) -> None:
        saved(self._row(gate._replace(due=due)), Row.document == _content(gate))

    def of_campaign(self, workspace_id: str, campaign_id: str) -> Sequence[Gate]:
        pk = keys.of_campaign(workspace_id, campaign_id)
        return [_read(row) for row in self._rows.query(pk, Row.sk.startswith(GATES), consistent_read=True)]

    def remove(self, gate: Gate) -> None:
        row = self._rows(keys.of_campaign(gate.workspace_id, gate.campaign_id), f"{GATES}{gate.phase}")
        removed(row, Row.document == _content(gate))

    def due(self, now: datetime, limit: int) -> Sequence[Gate]:
        until = f"{keys.moment(now)}#{keys.LAST}"
        rows = [
            row
            for shard in range(SHARDS)
            for row in self._rows.listing.query(keys.open_gates(shard), self._rows.gsi1sk <= until, limit=limit)
        ]
        return [_read(row) for row in sorted(rows, key=lambda row: row.gsi1sk)[:limit]]

    def _row(self, gate: Gate) -> Row:
        return self._rows(
            keys.of_campaign(gate.workspace_id, gate.campaign_id),
            f"{GATES}{gate.phase}",
            gsi1pk=keys.open_gates(crc32(gate.campaign_id.encode()) % SHARDS),
            gsi1sk=f"{keys.moment(gate.due)}#{gate.workspace_id}#{gate.campaign_id}#{gate.phase}",
            document=_content(gate),
        )


def _content(gate: Gate) -> str:
    return json.dumps({"token": gate.token, "request_id": gate.request_id})


def _read(row: Row) -> Gate:
    moment, workspace_id, campaign_id, phase = row.gsi1sk.split("#")
    due = datetime.strptime(moment, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    return Gate(workspace_id, campaign_id, phase, due=due, **json.loads(row.document))
