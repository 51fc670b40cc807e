"""Faults in how the interpreter starts, finds, stops and keeps executions."""

import json
import threading
import uuid
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from infra.local.hooks import Hook
from infra.local.states.importers import importers
from infra.local.states.library import (
    ActionResult,
    Backend,
    CallbackConsumerTimeout,
    EmptyResult,
    EnvironmentClass,
    Execution,
    ExecutionStatus,
    ProgramStopped,
    ResponseClass,
)

KEPT = 500
"""Finished executions that each state machine remembers."""
_PAGE = 100


def _one_by_one_with_a_name(stock: Callable[..., Execution]) -> Callable[..., Execution]:
    turn = threading.Lock()

    def start_execution(self: Any, state_machine_arn: str, name: str | None = None, *rest: Any) -> Execution:
        with turn:
            trim(self.describe_state_machine(state_machine_arn).executions)
            return stock(self, state_machine_arn, name or str(uuid.uuid4()), *rest)

    return start_execution


def trim(executions: list[Execution], kept: int = KEPT) -> None:
    """Forget the oldest finished executions, in place."""
    finished = [execution for execution in executions if execution.status != ExecutionStatus.RUNNING]
    for execution in finished[: max(0, len(finished) - kept)]:
        executions.remove(execution)


def _begun_executions(stock: Callable[..., list[Execution]]) -> Callable[..., list[Execution]]:
    def get_executions(self: Any, status: ExecutionStatus | None = None) -> list[Execution]:
        begun = [execution for execution in stock(self) if execution.exec_worker and execution.exec_worker.env]
        return [execution for execution in begun if status in (None, execution.exec_status)]

    return get_executions


def _stop_at_once(ended: Callable[[Execution], None]) -> Callable[[Any], Callable[[Any], ActionResult]]:
    def stop_execution(self: Any) -> ActionResult:
        execution = self.stepfunction_backend.describe_execution(self._get_param("executionArn"))
        if execution.status == ExecutionStatus.RUNNING:
            abort(execution, self._get_param("error"), self._get_param("cause"))
            ended(execution)
        return ActionResult({"stopDate": execution.stop_date})

    return lambda stock: stop_execution


def abort(execution: Execution, error: str | None, cause: str | None) -> None:
    """End an execution now, whatever it waits for; a Lambda function that runs may finish on its own, as on AWS."""
    execution.exec_status = ExecutionStatus.ABORTED
    execution.stop_date = datetime.now(UTC)
    execution.error, execution.cause = error, cause
    environment = execution.exec_worker.env
    if environment is not None:
        environment.set_stop(stop_date=execution.stop_date, error=error, cause=cause)
        for endpoint in list(environment.callback_pool_manager._pool.values()):
            endpoint.report(CallbackConsumerTimeout())
            endpoint.interrupt_all()


def _stay_stopped(stock: Callable[..., None]) -> Callable[..., None]:
    def set_error(self: Any, error: Any) -> None:
        if not isinstance(self._program_state, ProgramStopped):
            stock(self, error)

    return set_error


def _failure_with_cause(self: Any) -> EmptyResult:
    token, error, cause = (self._get_param(name) for name in ("taskToken", "error", "cause"))
    self.stepfunction_backend.send_task_failure(token, error=error, cause=cause)
    return EmptyResult()


def _history_page(self: Any) -> ActionResult:
    events = list(self.stepfunction_backend.get_execution_history(self._get_param("executionArn"))["events"])
    if self._get_param("reverseOrder"):
        events.reverse()
    first = int(self._get_param("nextToken") or 0)
    last = first + int(self._get_param("maxResults") or _PAGE)
    page: dict[str, Any] = {"events": events[first:last]}
    if last < len(events):
        page["nextToken"] = str(last)
    return ActionResult(page)


def _described_in_full(stock: Callable[[Any], ActionResult]) -> Callable[[Any], ActionResult]:
    def describe_execution(self: Any) -> ActionResult:
        execution = self.stepfunction_backend.describe_execution(self._get_param("executionArn"))
        described: Any = stock(self).result
        if "output" in described:
            described["output"] = json.dumps(execution.output)
        if execution.stop_date is not None:
            described["stopDate"] = execution.stop_date
        return ActionResult(described)

    return describe_execution


def hooks(ended: Callable[[Execution], None]) -> list[Hook]:
    """`ended` is told of executions that StopExecution ended."""
    return [
        Hook(
            name="unnamed-executions",
            why="Without a name every execution is called None, so a second one is refused. Old ones are never freed.",
            places=[(Backend, "start_execution")],
            make=_one_by_one_with_a_name,
        ),
        Hook(
            name="begun-executions",
            why="A task token sent while another execution is starting meets one without an environment, and is lost.",
            places=[(Backend, "_get_executions")],
            make=_begun_executions,
        ),
        Hook(
            name="stop-at-once",
            why="StopExecution drops error and cause, and waits for running functions and for task tokens to time out.",
            places=[(ResponseClass, "stop_execution")],
            make=_stop_at_once(ended),
        ),
        Hook(
            name="stay-stopped",
            why="A state that fails after StopExecution turns ABORTED history into FAILED.",
            places=[(EnvironmentClass, "set_error")],
            make=_stay_stopped,
        ),
        Hook(
            name="failure-cause",
            why="SendTaskFailure drops the cause.",
            places=[(ResponseClass, "send_task_failure")],
            make=lambda stock: _failure_with_cause,
        ),
        Hook(
            name="described-in-full",
            why="DescribeExecution returns a string as it is instead of as JSON, and no stop date after a timeout.",
            places=[(ResponseClass, "describe_execution")],
            make=_described_in_full,
        ),
        Hook(
            name="history-pages",
            why="GetExecutionHistory ignores maxResults, reverseOrder and nextToken.",
            places=[(ResponseClass, "get_execution_history")],
            make=lambda stock: _history_page,
        ),
        Hook(
            name="threads",
            why="Every thread of every execution is kept in a list for ever.",
            places=importers("TMP_THREADS"),
            make=lambda stock: deque(maxlen=0),
        ),
    ]
