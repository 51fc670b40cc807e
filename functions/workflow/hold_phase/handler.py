"""Where a phase waits for people: its execution sleeps until somebody wakes it by the token kept here."""

from typing import Any

from astromedia.bootstrap.workflow import gate_service
from astromedia.domain.task import GateTask
from astromedia.kit.observability import bind, measured


@measured
def handler(event: dict[str, Any], context: object) -> dict[str, bool]:
    """Keep the token; if what the phase waits for has come meanwhile, wake the execution at once."""
    task = GateTask.model_validate(event)
    bind(**task.whose)
    return {"waits": gate_service().hold(task)}
