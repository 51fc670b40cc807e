"""Tells EventBridge what becomes of every execution, as Step Functions does on AWS."""

import json
import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from infra.local.hooks import Hook
from infra.local.states.journal import Journal, Started
from infra.local.states.library import Communication, Execution, ExecutionClass

Publish = Callable[[dict[str, Any]], None]
"""Puts one entry on the default event bus; raises OSError when that cannot be done now."""

LOG = logging.getLogger(__name__)
INTERRUPTED = {
    "error": "LocalHost.Restarted",
    "cause": "The local cloud stopped while this execution was running.",
}


def status_change(started: Started, status: str, stop: int | None, **outcome: str | None) -> dict[str, Any]:
    """The `Step Functions Execution Status Change` entry for one execution; times in milliseconds since 1970."""
    detail = {
        "executionArn": started.arn,
        "stateMachineArn": started.machine,
        "name": started.name,
        "status": status,
        "startDate": started.start,
        "stopDate": stop,
        "input": started.input,
        "inputDetails": {"included": True},
        "output": None,
        "outputDetails": None,
        "error": None,
        "cause": None,
        **outcome,
    }
    return {
        "Source": "aws.states",
        "DetailType": "Step Functions Execution Status Change",
        "Resources": [started.arn],
        "Detail": json.dumps(detail),
    }


class Reporter:
    """Publishes status changes; an end is journalled until it is published."""

    def __init__(self, journal: Journal, publish: Publish, clock: Callable[[], float] = time.time) -> None:
        self._journal = journal
        self._publish = publish
        self._clock = clock

    def starting(self, execution: Execution) -> None:
        """An execution is about to start."""
        self._journal.start(describe(execution))

    def started(self, execution: Execution) -> None:
        """An execution has started, and may even have ended."""
        self._try(status_change(describe(execution), "RUNNING", None))

    def ended(self, execution: Execution) -> None:
        """An execution has reached a terminal status."""
        output = json.dumps(execution.output) if execution.status == "SUCCEEDED" else None
        event = status_change(
            describe(execution),
            execution.status,
            milliseconds(execution.stop_date),
            output=output,
            error=execution.error,
            cause=execution.cause,
        )
        if execution.status != "SUCCEEDED":
            LOG.warning("%s %s: %s", execution.exec_arn, execution.status, execution.error)
        if self._try(event):
            self._journal.reported(execution.exec_arn)

    def recover(self) -> list[str]:
        """Report as ABORTED what the last stop of the host cut off; returns the ARNs."""
        now = int(self._clock() * 1000)
        recovered = []
        for entry in list(self._journal.interrupted):
            if self._try(status_change(entry, "ABORTED", now, **INTERRUPTED)):
                self._journal.reported(entry.arn)
                self._journal.interrupted.remove(entry)
                recovered.append(entry.arn)
        return recovered

    def _try(self, event: dict[str, Any]) -> bool:
        try:
            self._publish(event)
        except OSError as problem:
            LOG.warning("not published, will be at the next start: %s: %s", event["Resources"][0], problem)
            return False
        return True


def describe(execution: Execution) -> Started:
    """What the journal keeps of an execution."""
    return Started(
        arn=execution.exec_arn,
        machine=execution.state_machine_arn,
        name=execution.name,
        input=json.dumps(execution.input_data),
        start=milliseconds(execution.start_date),
    )


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def hooks(reporter: Reporter) -> list[Hook]:
    """Executions are reported when they start and end."""

    def start_and_report(stock: Callable[[Execution], None]) -> Callable[[Execution], None]:
        def start(execution: Execution) -> None:
            reporter.starting(execution)
            stock(execution)
            reporter.started(execution)

        return start

    def end_once_and_report(stock: Callable[[Any], None]) -> Callable[[Any], None]:
        def terminated(communication: Any) -> None:
            if communication.execution.status == "RUNNING":
                stock(communication)
                reporter.ended(communication.execution)

        return terminated

    why = "Executions start and end without the event that Step Functions puts on the default bus."
    return [
        Hook("report-start", why, [(ExecutionClass, "start")], start_and_report),
        Hook("report-end", why, [(Communication, "terminated")], end_once_and_report),
    ]
