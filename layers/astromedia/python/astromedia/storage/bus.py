"""Domain events on an EventBridge bus."""

import json
from collections.abc import Mapping
from typing import Any

from astromedia.domain.event import EventType

from .clients import events

SOURCE = "astromedia"


class EventRefused(Exception):
    """The bus took the request but not the event."""


class EventBridgeBus:
    """Implements ports.Bus. Busy or unreachable, it is asked again (boto's retries); then its fault is raised."""

    def __init__(self, name: str) -> None:
        self._name = name

    def publish(self, type: EventType, detail: Mapping[str, Any]) -> None:
        answer = events().put_events(
            Entries=[
                {
                    "EventBusName": self._name,
                    "Source": SOURCE,
                    "DetailType": type.value,
                    "Detail": json.dumps(detail),
                }
            ]
        )
        if answer["FailedEntryCount"]:
            (refused,) = answer["Entries"]
            code, message = refused.get("ErrorCode"), refused.get("ErrorMessage")
            raise EventRefused(f"The bus {self._name} did not take {type}: {code}: {message}")
