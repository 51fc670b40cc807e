"""Tells EventBridge what becomes of every execution, as Step Functions does on AWS."""

import json
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from infra.local.hooks import Hook
from infra.local.states.journal import Detail, Journal, Started
from infra.local.states.library import Communication, Execution, ExecutionClass
from infra.local.states.tokens import release

Publish = Callable[[dict[str, Any]], None]
"""Puts one entry on the default event bus; raises OSError when that cannot be done now."""

LOG = logging.getLogger(__name__)


def status_change(started: Started, status: str, stop: int | None, **outcome: str | None) -> Detail:
    """The detail of a status change of one execution; times in milliseconds since 1970."""
    return {
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


class Reporter:
    """Publishes status changes; an end is journalled before, and until, it is published."""

    def __init__(self, journal: Journal, publish: Publish) -> None:
        self._journal = journal
        self._publish = publish

    def starting(self, execution: Execution) -> None:
        """An execution is about to start."""
        self._journal.start(describe(execution))

    def started(self, execution: Execution) -> None:
        """An execution has started, and may even have ended."""
        self._try(status_change(describe(execution), "RUNNING", None))

    def ended(self, execution: Execution) -> None:
        """An execution has reached a terminal status."""
        detail = status_change(
            describe(execution),
            execution.status,
            milliseconds(execution.stop_date),
            output=json.dumps(execution.output) if execution.status == "SUCCEEDED" else None,
            error=execution.error,
            cause=execution.cause,
        )
        if execution.status != "SUCCEEDED":
            LOG.warning("%s %s: %s", execution.exec_arn, execution.status, execution.error)
        self._journal.end(detail)
        self._report(detail)

    def catch_up(self) -> None:
        """Publish the ends that could not be published when they came, or were not before the host stopped."""
        for detail in list(self._journal.unreported.values()):
            self._report(detail)

    def _report(self, detail: Detail) -> None:
        if self._try(detail):
            self._journal.reported(detail["executionArn"])

    def _try(self, detail: Detail) -> bool:
        try:
            self._publish(_event(detail))
        except OSError as problem:
            LOG.warning("not published, will be at the next start: %s: %s", detail["executionArn"], problem)
            return False
        return True


def _event(detail: Detail) -> dict[str, Any]:
    return {
        "Source": "aws.states",
        "DetailType": "Step Functions Execution Status Change",
        "Resources": [detail["executionArn"]],
        "Detail": json.dumps(detail),
    }


def describe(execution: Execution) -> Started:
    """What the journal keeps of an execution."""
    return Started(
        arn=execution.exec_arn,
        machine=execution.state_machine_arn,
        name=execution.name,
        input=execution.execution_input,
        start=milliseconds(execution.start_date),
        definition=execution.state_machine.definition,
        role=execution.role_arn,
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
                release(communication.execution)
                reporter.ended(communication.execution)

        return terminated

    why = "Executions start and end without the event that Step Functions puts on the default bus."
    return [
        Hook("report-start", why, [(ExecutionClass, "start")], start_and_report),
        Hook("report-end", why, [(Communication, "terminated")], end_once_and_report),
    ]
