"""An event bus that only remembers."""

from collections.abc import Mapping
from typing import Any

from astromedia.domain.event import EventType


class FakeBus:
    """Implements ports.Bus."""

    def __init__(self) -> None:
        self.published: list[tuple[EventType, dict[str, Any]]] = []

    def publish(self, type: EventType, detail: Mapping[str, Any]) -> None:
        self.published.append((type, dict(detail)))
