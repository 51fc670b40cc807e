"""Domain events on an EventBridge bus."""

import json
from collections.abc import Mapping
from typing import Any

from astromedia.domain.event import EventType

from .clients import events

SOURCE = "astromedia"


class EventBridgeBus:
    """Implements ports.Bus. Busy or unreachable, it is asked again (boto's retries); then its fault is raised.

    If it takes the request but not the event, why it does not is raised as if it had refused the request: so who asked
    is told, and the state machine knows, whether another try may do.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def publish(self, type: EventType, detail: Mapping[str, Any]) -> None:
        from botocore.exceptions import ClientError

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
            message = f"The bus {self._name} did not take {type}: {refused.get('ErrorMessage')}"
            raise ClientError({"Error": {"Code": refused.get("ErrorCode", ""), "Message": message}}, "PutEvents")
