"""From what Step Functions says of an error to what people are told."""

import json
from collections.abc import Mapping
from typing import Any

from astromedia.domain import errors
from astromedia.domain.campaign import Failure

UNEXPECTED = "An unexpected error; see the function's log"
OURS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.AstroError)}
AWS = ("States.", "Lambda.", "Sandbox.", "Runtime.", "Execution.", "LocalHost.")


def failure_from_states(error: str, cause: str) -> Failure:
    """The failure that a Catch saw: `error` is a class name, `cause` the Lambda's JSON error or a text.

    The text of an error that is not ours or Step Functions' own may hold anything, and is left in the log.
    """
    known = error in OURS or error.startswith(AWS)
    return Failure(error=error[:200], detail=_message(cause) if known else UNEXPECTED)


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
