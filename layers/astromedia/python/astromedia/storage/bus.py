"""Events for the rest of the world, by EventBridge."""

import json
from collections.abc import Mapping
from typing import Any

from astromedia.domain.event import EventType

from .clients import event_bridge

SOURCE = "astromedia"


class BusRefused(Exception):
    """EventBridge did not take an event."""


class EventBridgeBus:
    """Implements ports.Bus on one event bus."""

    def __init__(self, bus_name: str) -> None:
        self._bus_name = bus_name

    def publish(self, type: EventType, detail: Mapping[str, Any]) -> None:
        text = json.dumps(detail)
        answer = event_bridge().put_events(
            Entries=[{"EventBusName": self._bus_name, "Source": SOURCE, "DetailType": type.value, "Detail": text}]
        )
        if answer["FailedEntryCount"]:
            refused = answer["Entries"][0]
            raise BusRefused(f"EventBridge refused {type.value}: {refused.get('ErrorCode')}; try again")
