"""Faults in how the interpreter names, starts and keeps executions."""

import threading
import uuid
from collections import deque
from collections.abc import Callable
from typing import Any

from infra.local.hooks import Hook
from infra.local.states.importers import importers
from infra.local.states.library import (
    Backend,
    Execution,
    ExecutionStatus,
    ProgramClass,
    ProgramStopped,
    WorkerClass,
)

KEPT = 500
"""Finished executions that each state machine remembers."""
_BEGUN = "the state it starts at"


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


def _begun_at_once(stock: Callable[[Any], None]) -> Callable[[Any], None]:
    def start(worker: Any) -> None:
        environment = worker._get_evaluation_environment()
        environment.next_state_name = _BEGUN
        worker.env = environment
        worker._get_evaluation_environment = lambda: environment
        stock(worker)

    return start


def _unless_stopped(stock: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    def evaluate(program: Any, environment: Any) -> None:
        try:
            stock(program, environment)
        except RuntimeError:  # raised, before anything is done, if there can be no first state any more
            if environment.is_running():
                raise
        if isinstance(environment._program_state, ProgramStopped) and not _tells_of_its_end(environment):
            program._eval_body(environment)  # no state is left, but the history tells of the stop

    return evaluate


def _tells_of_its_end(environment: Any) -> bool:
    return any(event["type"] == "ExecutionAborted" for event in environment.event_manager.get_event_history())


HOOKS = [
    Hook(
        name="unnamed-executions",
        why="Without a name every execution is called None, so a second one is refused. Old ones are never freed.",
        places=[(Backend, "start_execution")],
        make=_one_by_one_with_a_name,
    ),
    Hook(
        name="begun-at-once",
        why="Until its thread has come far enough, an execution cannot be stopped, and hides the tokens of others.",
        places=[(WorkerClass, "start")],
        make=_begun_at_once,
    ),
    Hook(
        name="not-after-a-stop",
        why="What is stopped before its first state ends in an exception in its thread; a Parallel waits for ever.",
        places=[(ProgramClass, "eval")],
        make=_unless_stopped,
    ),
    Hook(
        name="threads",
        why="Every thread of every execution is kept in a list for ever.",
        places=importers("TMP_THREADS"),
        make=lambda stock: deque(maxlen=0),
    ),
]
