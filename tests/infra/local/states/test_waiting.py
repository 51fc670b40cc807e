"""What waits: for answers to task tokens, in branches and in loops, and for time; and what stops or ends a wait."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from infra.local import hooks
from infra.local.states.library import backend

from .test_hooks import PATIENCE, ROLE, FakeLambda, Moto, function, moto

__all__ = ["function", "moto"]

WAITING: dict[str, Any] = {
    "Type": "Task",
    "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
    "TimeoutSeconds": 60,
    "Parameters": {"FunctionName": "f", "Payload": {"token.$": "$$.Task.Token"}},
}
TASK: dict[str, Any] = {
    "Type": "Task",
    "Resource": "arn:aws:states:::lambda:invoke",
    "Parameters": {"FunctionName": "f"},
    "ResultPath": None,
}


@pytest.fixture
def states(moto: Moto, function: FakeLambda, tmp_path: Path) -> Iterator[Moto]:
    """Step Functions with every hook."""
    with hooks.installed([hook for hook in moto.hooks() if hook.name != "clients"]):
        yield moto


def eventually(states: Moto, what: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        threading.Event().wait(0.005)


def define(states: Moto, name: str, start: str, **named: dict[str, Any]) -> str:
    definition = json.dumps({"StartAt": start, "States": named})
    return str(states.call("CreateStateMachine", name=name, definition=definition, roleArn=ROLE)["stateMachineArn"])


def succeed(states: Moto, token: str, output: Any = None) -> str | None:
    answer: str | None = states.call("SendTaskSuccess", taskToken=token, output=json.dumps(output)).get("__type")
    return answer


def history(states: Moto, arn: str) -> list[str]:
    return [event["type"] for event in states.call("GetExecutionHistory", executionArn=arn)["events"]]


def test_of_many_who_answer_at_once_one_wins(states: Moto, function: FakeLambda) -> None:
    arn = states.start(states.token_machine(), name="one")
    token = function.token()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: succeed(states, token, number), range(8)))
    assert sorted(map(str, answers)) == ["None", *["TaskTimedOut"] * 7]
    assert json.loads(states.ended(arn)["output"]) == answers.index(None)


def test_a_gate_in_a_branch_and_a_loop(states: Moto, function: FakeLambda) -> None:
    gate = {**WAITING, "Next": "Check"}
    check = {
        "Type": "Choice",
        "Choices": [{"Variable": "$.status", "StringEquals": "approved", "Next": "Done"}],
        "Default": "Work",
    }
    branch = {
        "StartAt": "Gate",
        "States": {"Gate": gate, "Check": check, "Work": {**TASK, "Next": "Gate"}, "Done": {"Type": "Succeed"}},
    }
    both: dict[str, Any] = {"Type": "Parallel", "Branches": [branch, branch], "End": True}
    arn = states.start(define(states, "loops", "Both", Both=both), name="one")
    seen = set()
    for status in ("rejected", "rejected", "approved"):
        for token in [function.token(), function.token()]:
            seen.add(token)
            assert succeed(states, token, {"status": status}) is None
    assert json.loads(states.ended(arn)["output"]) == [{"status": "approved"}] * 2
    assert len(seen) == 6
    assert history(states, arn).count("TaskSubmitted") == 6


def test_a_wait_that_takes_too_long_can_be_caught(states: Moto, function: FakeLambda) -> None:
    gate = {**WAITING, "TimeoutSeconds": 1, "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "Late"}], "End": True}
    late = {"Type": "Pass", "Result": "late", "End": True}
    arn = states.start(define(states, "late", "Gate", Gate=gate, Late=late), name="one")
    token = function.token()
    assert states.ended(arn)["output"] == '"late"'
    assert succeed(states, token) == "TaskTimedOut"


def test_a_machine_that_takes_too_long_lets_go_of_its_tokens(states: Moto, function: FakeLambda) -> None:
    before = threading.active_count()
    definition = {"StartAt": "Gate", "TimeoutSeconds": 1, "States": {"Gate": {**WAITING, "End": True}}}
    machine = states.call("CreateStateMachine", name="m", definition=json.dumps(definition), roleArn=ROLE)
    arn = states.start(machine["stateMachineArn"], name="one")
    assert states.ended(arn)["status"] == "TIMED_OUT"
    assert succeed(states, function.token()) == "TaskTimedOut"
    eventually(states, lambda: threading.active_count() <= before)


def test_what_waits_holds_few_threads_and_a_stop_frees_them_at_once(states: Moto, function: FakeLambda) -> None:
    before, machine = threading.active_count(), states.token_machine()
    arns = [states.start(machine, name=str(number)) for number in range(20)]
    tokens = [function.token() for _ in arns]
    assert threading.active_count() - before <= 3 * len(arns)
    for arn in arns:
        states.call("StopExecution", executionArn=arn)
        assert states.call("DescribeExecution", executionArn=arn)["status"] == "ABORTED"
    assert {succeed(states, token) for token in tokens} == {"TaskTimedOut"}
    eventually(states, lambda: threading.active_count() <= before)


@pytest.mark.parametrize("field", [{"Seconds": 1}, {"SecondsPath": "$.seconds"}])
def test_wait_states(states: Moto, field: dict[str, Any]) -> None:
    machine = states.machine("waits", {"Type": "Wait", **field})
    started = time.monotonic()
    arn = states.start(machine, name="one", input='{"seconds": 1}')
    assert states.ended(arn)["status"] == "SUCCEEDED"
    assert time.monotonic() - started >= 1


@pytest.mark.parametrize("field", [{"Seconds": 60}, {"SecondsPath": "$.seconds"}])
def test_a_stop_interrupts_a_wait_at_once(states: Moto, field: dict[str, Any]) -> None:
    arn = states.start(states.machine("waits", {"Type": "Wait", **field}), name="one", input='{"seconds": 60}')
    eventually(states, lambda: "WaitStateEntered" in history(states, arn))
    started = time.monotonic()
    states.call("StopExecution", executionArn=arn)
    eventually(states, lambda: history(states, arn)[-1] == "ExecutionAborted")
    assert time.monotonic() - started < PATIENCE / 2


def test_a_stop_right_after_the_start_runs_nothing(states: Moto, function: FakeLambda) -> None:
    machine = define(states, "tasks", "One", One={**TASK, "Next": "Two"}, Two={**TASK, "End": True})
    function.let_go.clear()
    arns = [states.start(machine, name=str(number)) for number in range(5)]
    for arn in arns:
        states.call("StopExecution", executionArn=arn)
    function.let_go.set()
    eventually(states, lambda: all(history(states, arn)[-1] == "ExecutionAborted" for arn in arns))
    assert not any(history(states, arn).count("TaskStateEntered") > 1 for arn in arns)


def test_executions_are_listed_by_status(states: Moto, function: FakeLambda) -> None:
    machine = states.token_machine()
    running, stopped, done = (states.start(machine, name=name) for name in ("running", "stopped", "done"))
    tokens = [function.token() for _ in range(3)]
    states.call("StopExecution", executionArn=stopped)
    waiting = {backend().describe_execution(arn).exec_worker.env: arn for arn in (running, done)}
    for token in tokens:
        environment = next((env for env in waiting if token in env.callback_pool_manager._pool), None)
        if environment is not None and waiting[environment] == done:
            succeed(states, token)
    states.ended(done)

    def listed(**filters: str) -> list[str]:
        executions = states.call("ListExecutions", stateMachineArn=machine, **filters)["executions"]
        return sorted(execution["name"] for execution in executions)

    assert listed() == ["done", "running", "stopped"]
    assert [listed(statusFilter=status) for status in ("RUNNING", "ABORTED", "SUCCEEDED", "FAILED")] == [
        ["running"],
        ["stopped"],
        ["done"],
        [],
    ]


def test_an_update_holds_for_new_executions_only(states: Moto, function: FakeLambda) -> None:
    machine = states.token_machine()
    old = states.start(machine, name="old")
    token = function.token()
    other = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "new", "End": True}}})
    states.call("UpdateStateMachine", stateMachineArn=machine, definition=other)
    assert states.ended(states.start(machine, name="new"))["output"] == '"new"'
    succeed(states, token, "old")
    assert states.ended(old)["output"] == '"old"'


def test_a_name_starts_once(states: Moto, function: FakeLambda) -> None:
    machine = states.token_machine()
    arn = states.start(machine, name="one", input="{}")
    assert states.start(machine, name="one", input="{}") == arn
    refused = [states.call("StartExecution", stateMachineArn=machine, name="one", input='{"other": 1}')["__type"]]
    succeed(states, function.token())
    states.ended(arn)
    refused.append(states.call("StartExecution", stateMachineArn=machine, name="one", input="{}")["__type"])
    assert refused == ["ExecutionAlreadyExists"] * 2
    assert function.tokens.empty()
