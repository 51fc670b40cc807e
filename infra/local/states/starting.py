"""Faults in how the interpreter names, finds and keeps executions."""

import threading
import uuid
from collections import deque
from collections.abc import Callable
from typing import Any

from infra.local.hooks import Hook
from infra.local.states.importers import importers
from infra.local.states.library import Backend, Execution, ExecutionStatus

KEPT = 500
"""Finished executions that each state machine remembers."""


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


HOOKS = [
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
        name="threads",
        why="Every thread of every execution is kept in a list for ever.",
        places=importers("TMP_THREADS"),
        make=lambda stock: deque(maxlen=0),
    ),
]
