"""Faults in StopExecution."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from infra.local.hooks import Hook
from infra.local.states.library import (
    ActionResult,
    EnvironmentClass,
    Execution,
    ExecutionStatus,
    ProgramStopped,
    ResponseClass,
)
from infra.local.states.tokens import release


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
        release(execution)


def _stay_stopped(stock: Callable[..., None]) -> Callable[..., None]:
    def set_error(self: Any, error: Any) -> None:
        if not isinstance(self._program_state, ProgramStopped):
            stock(self, error)

    return set_error


def hooks(ended: Callable[[Execution], None]) -> list[Hook]:
    """`ended` is told of the executions that StopExecution ended."""
    return [
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
    ]
