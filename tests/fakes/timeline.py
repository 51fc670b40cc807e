"""A campaign's timeline in memory."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import Any

from astromedia.domain.event import Event, EventType


class FakeTimeline:
    """Implements ports.Timeline."""

    def __init__(self) -> None:
        self._events: defaultdict[tuple[str, str], list[Event]] = defaultdict(list)
        self._done: set[tuple[str, str, str]] = set()
        self._lock = Lock()

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
        with self._lock:
            if once and (workspace_id, campaign_id, once) in self._done:
                return
            events = self._events[workspace_id, campaign_id]
            events.append(
                Event(
                    workspace_id=workspace_id,
                    campaign_id=campaign_id,
                    sequence=len(events) + 1,
                    type=type,
                    at=at,
                    request_id=request_id,
                    phase=phase,
                    data=data or {},
                )
            )
            if once:
                self._done.add((workspace_id, campaign_id, once))

    def since(self, workspace_id: str, campaign_id: str, sequence: int, limit: int) -> Sequence[Event]:
        return self._events[workspace_id, campaign_id][sequence : sequence + limit]

    def types(self, workspace_id: str, campaign_id: str) -> list[EventType]:
        """What happened, for a test to compare with."""
        return [event.type for event in self._events[workspace_id, campaign_id]]
