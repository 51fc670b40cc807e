"""A campaign's timeline in memory."""

from collections import defaultdict
from collections.abc import Sequence

from astromedia.domain.event import Event, EventType


class FakeTimeline:
    """Implements ports.Timeline."""

    def __init__(self) -> None:
        self._events: defaultdict[tuple[str, str], list[Event]] = defaultdict(list)

    def tell(self, events: Sequence[Event]) -> None:
        """Append, under the next numbers; for whoever keeps campaigns, who does not let two in at once."""
        for event in events:
            told = self._events[event.workspace_id, event.campaign_id]
            told.append(event.model_copy(update={"sequence": len(told) + 1}))

    def since(self, workspace_id: str, campaign_id: str, sequence: int, limit: int) -> Sequence[Event]:
        return self._events[workspace_id, campaign_id][sequence : sequence + limit]

    def types(self, workspace_id: str, campaign_id: str) -> list[EventType]:
        """What happened, for a test to compare with."""
        return [event.type for event in self._events[workspace_id, campaign_id]]
