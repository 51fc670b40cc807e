"""Executions outlive the host: those that a stop cut off run again, those that had ended are remembered."""

import copy
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from infra.local.plan import ACCOUNT, REGION
from infra.local.states.journal import Detail, Journal, Started
from infra.local.states.library import Execution, ExecutionClass, ExecutionStatus, Parser
from infra.local.states.machines import Machines
from infra.local.states.stopping import abort

LOG = logging.getLogger(__name__)
RESTARTED = "LocalHost.Restarted"


class Resumption:
    """Puts back what a journal remembers, and runs again, once, what was running.

    An execution cannot go on in the middle, so it runs from its start, with the name, the input and the definition it
    was started with; `begin` is called when the cloud that it needs is complete. Until then it is there, and running,
    as on AWS: it can be described and stopped, and starting it again changes nothing.
    """

    def __init__(self, journal: Journal, machines: Machines, ended: Callable[[Execution], None]) -> None:
        self._interrupted = list(journal.running.values())
        self._finished = list(journal.ended.values())
        self._machines = machines
        self._ended = ended
        self._waiting: list[Execution] = []

    def restore(self, backend: Any) -> None:
        """Let `backend` know every execution that the journal does."""
        for detail in self._finished:
            self._place(backend, _finished(self._machines.of(backend, detail["stateMachineArn"]), detail))
        for entry in self._interrupted:
            execution = _interrupted(self._machines.of(backend, entry.machine), entry)
            self._place(backend, execution)
            self._waiting.append(execution)

    def begin(self) -> list[str]:
        """Run what waits for it and was not stopped meanwhile; returns the ARNs."""
        waiting, self._waiting = self._waiting, []
        running = [execution for execution in waiting if execution.status == ExecutionStatus.RUNNING]
        return [execution.exec_arn for execution in running if self._begin(execution)]

    def _begin(self, execution: Execution) -> bool:
        try:
            Parser.parse(execution.state_machine.definition)
        except Exception as problem:
            LOG.error("%s cannot run again: %s", execution.exec_arn, problem)
            abort(execution, RESTARTED, f"The local cloud was stopped, and cannot run this definition: {problem}")
            self._ended(execution)
            return False
        execution.exec_worker.start()
        return True

    def _place(self, backend: Any, execution: Execution) -> None:
        machine = self._machines.of(backend, execution.state_machine_arn)
        machine.executions.append(execution)


def _interrupted(machine: Any, entry: Started) -> Execution:
    return _execution(machine, entry, entry.definition or machine.definition, ExecutionStatus.RUNNING)


def _finished(machine: Any, detail: Detail) -> Execution:
    entry = Started(
        arn=detail["executionArn"],
        machine=detail["stateMachineArn"],
        name=detail["name"],
        input=detail["input"],
        start=detail["startDate"],
    )
    execution = _execution(machine, entry, machine.definition, ExecutionStatus(detail["status"]))
    execution.stop_date = _moment(detail["stopDate"])
    execution.output = None if detail["output"] is None else json.loads(detail["output"])
    execution.error, execution.cause = detail["error"], detail["cause"]
    return execution


def _execution(machine: Any, entry: Started, definition: str, status: ExecutionStatus) -> Execution:
    own = copy.copy(machine)
    own.definition, own.executions = definition, []
    execution = ExecutionClass(
        name=entry.name,
        sm_type=own.sm_type,
        role_arn=entry.role or own.roleArn,
        exec_arn=entry.arn,
        account_id=ACCOUNT,
        region_name=REGION,
        state_machine=own,
        start_date=_moment(entry.start),
        cloud_watch_logging_session=None,
        input_data=entry.input,
        activity_store={},
    )
    execution.exec_status = status
    execution.exec_worker = execution._get_start_execution_worker()
    return execution


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
