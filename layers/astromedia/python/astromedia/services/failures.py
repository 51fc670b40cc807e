"""From what Step Functions says of an error to what people are told."""

import json
from collections.abc import Mapping
from typing import Any

from astromedia.domain.campaign import Failure

LONGEST_DETAIL = 1000


def failure_from_states(error: str, cause: str) -> Failure:
    """The failure that a Catch saw: `error` is a class name, `cause` the Lambda's JSON error or a text."""
    return Failure(error=error[:200], detail=_message(cause)[:LONGEST_DETAIL])


def failure_from_execution(detail: Mapping[str, Any]) -> Failure:
    """The failure in the detail of a "Step Functions Execution Status Change" event."""
    status = detail["status"]
    cause = detail.get("cause") or f"The execution was {status.lower().replace('_', ' ')}; retry the campaign"
    return failure_from_states(detail.get("error") or f"Execution.{status}", cause)


def _message(cause: str) -> str:
    try:
        said = json.loads(cause)
    except ValueError:
        return cause
    return str(said["errorMessage"]) if isinstance(said, dict) and "errorMessage" in said else cause
