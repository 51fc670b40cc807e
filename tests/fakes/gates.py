"""Gates in memory."""

from collections.abc import Sequence
from datetime import datetime

from astromedia.domain.gate import Gate


class FakeGates:
    """Implements ports.Gates."""

    def __init__(self) -> None:
        self._gates: dict[tuple[str, str, str], Gate] = {}

    def put(self, gate: Gate) -> None:
        self._gates[gate[:3]] = gate

    def postpone(self, gate: Gate, due: datetime) -> None:
        if (kept := self._gates.get(gate[:3])) and kept.token == gate.token:
            self.put(gate._replace(due=due))

    def of_campaign(self, workspace_id: str, campaign_id: str) -> Sequence[Gate]:
        return [gate for key, gate in sorted(self._gates.items()) if key[:2] == (workspace_id, campaign_id)]

    def remove(self, gate: Gate) -> None:
        if (kept := self._gates.get(gate[:3])) and kept.token == gate.token:
            del self._gates[gate[:3]]

    def due(self, now: datetime, limit: int) -> Sequence[Gate]:
        return sorted((gate for gate in self._gates.values() if gate.due <= now), key=lambda gate: gate.due)[:limit]
