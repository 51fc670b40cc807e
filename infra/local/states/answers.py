"""Faults in what the API takes and answers."""

import json
from collections.abc import Callable
from typing import Any

from infra.local.hooks import Hook
from infra.local.states.library import ActionResult, EmptyResult, ResponseClass

_PAGE = 100


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


HOOKS = [
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
]
