"""A bus that keeps what it is told, or is down."""

from collections.abc import Mapping
from typing import Any

from astromedia.domain.event import EventType


class FakeBus:
    """Implements ports.Bus; while `down`, publishing fails."""

    def __init__(self) -> None:
        self.events: list[tuple[EventType, Mapping[str, Any]]] = []
        self.down = False

    def publish(self, type: EventType, detail: Mapping[str, Any]) -> None:
        if self.down:
            raise ConnectionError("the bus is down")
        self.events.append((type, detail))
