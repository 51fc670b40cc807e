"""Task tokens: one for each attempt at a task, good for one answer, and only while the task waits."""

import json
import threading
from collections.abc import Callable
from typing import Any

from infra.local.hooks import Hook
from infra.local.states.library import (
    Backend,
    CallbackOutcomeFailure,
    CallbackOutcomeSuccess,
    CallbackTask,
    Endpoint,
    Execution,
    ResourceCondition,
    refusal,
)
from infra.local.task_tokens import machine_of, token_of


class Tokens:
    """The tokens that somebody waits with: of each its endpoint, where the answer goes, and the frame of its task."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, tuple[Any, Any]] = {}

    def hooks(self) -> list[Hook]:
        """Whoever waits with a token, and whoever answers one."""
        answers = {
            "send_task_success": self._succeed,
            "send_task_failure": self._fail,
            "send_task_heartbeat": self._beat,
        }
        return [
            Hook(
                name="token-per-attempt",
                why="A retried task has the token, and the answer, of the attempt that failed.",
                places=[(CallbackTask, "_eval_execution")],
                make=self._with_a_token,
            ),
            Hook(
                name="token-answers",
                why="A second answer, or a late one, is taken as if it counted; so is one that is not JSON.",
                places=[(Backend, operation) for operation in answers],
                make=lambda stock: answers[stock.__name__],
            ),
            Hook(
                name="answered-before-heartbeat",
                why="An answer that comes before the function returns is not seen until the first heartbeat is missed.",
                places=[(Endpoint, "setup_heartbeat_endpoint")],
                make=_noticing_the_answer,
            ),
        ]

    def _with_a_token(self, stock: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
        def evaluate(task: Any, frame: Any) -> None:
            if task.resource.condition != ResourceCondition.WaitForTaskToken:
                stock(task, frame)
                return
            pool, context = frame.callback_pool_manager, frame.states.context_object.context_object_data
            pool._pool.pop(context["Task"]["Token"], None)
            token = token_of(context["StateMachine"]["Id"])
            context["Task"] = {"Token": token}
            self._waiting[token] = (pool.add(token), frame)
            try:
                stock(task, frame)
            finally:
                self._waiting.pop(token, None)
                pool._pool.pop(token, None)

        return evaluate

    def _succeed(self, task_token: str, outcome: str) -> None:
        try:
            json.loads(outcome)
        except (TypeError, ValueError):
            raise refusal("InvalidOutput", "Invalid Output: 'The output is not JSON'") from None
        self._answer(task_token, CallbackOutcomeSuccess(task_token, outcome))

    def _fail(self, task_token: str, error: str | None = None, cause: str | None = None) -> None:
        self._answer(task_token, CallbackOutcomeFailure(task_token, error, cause))

    def _beat(self, task_token: str) -> None:
        with self._lock:
            self._open(task_token).notify_heartbeat()

    def _answer(self, token: str, outcome: Any) -> None:
        with self._lock:
            self._open(token).notify(outcome)

    def _open(self, token: str) -> Any:
        if not isinstance(token, str) or machine_of(token) is None:
            raise refusal("InvalidToken", "Invalid Token: 'Invalid token'")
        endpoint, frame = self._waiting.get(token, (None, None))
        if endpoint is None or endpoint.get_outcome() is not None or not frame.is_running():
            raise refusal("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")
        return endpoint


def release(execution: Execution) -> None:
    """Let go of every thread of an execution that waits for a token, now that it has ended."""
    environment = execution.exec_worker.env
    for endpoint in list(environment.callback_pool_manager._pool.values()) if environment else ():
        endpoint.interrupt_all()


def _noticing_the_answer(stock: Callable[[Any, int], Any]) -> Callable[[Any, int], Any]:
    def set_up(endpoint: Any, heartbeat_seconds: int) -> Any:
        heartbeats = stock(endpoint, heartbeat_seconds)
        if endpoint.get_outcome() is not None:
            heartbeats.notify()
        return heartbeats

    return set_up
