"""Run every minute: reminds of decisions, lets them expire, and wakes who was forgotten."""

from astromedia.bootstrap.workflow import gate_service
from astromedia.kit.observability import measured


@measured
def handler(event: object, context: object) -> dict[str, int]:
    """Look after the gates that are due; how many those are."""
    return {"gates": gate_service().look_after()}
