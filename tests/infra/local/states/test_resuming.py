"""Executions outlive the host: what ran runs again, what had ended is known, what was stopped stays stopped."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from infra.local import hooks
from infra.local.states.library import backend, reset
from infra.local.states.resuming import Resumption

from .test_hooks import FakeLambda, Moto, function, moto

__all__ = ["function", "moto"]

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


class Host(Moto):
    """Step Functions with every hook; `restarted` is what a kill and a start leave of it: only its files."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        super().__init__(folder)
        self.folder = folder
        self._stack = stack
        self.resumption = Resumption(self.journal, self.machines, self.reporter.ended)
        stack.callback(self.journal.close)
        stack.enter_context(hooks.installed(hook for hook in self.hooks() if hook.name != "clients"))
        self.machines.load(backend())
        self.resumption.restore(backend())

    def restarted(self) -> "Host":
        self._stack.close()
        reset()
        return Host(self.folder, self._stack)

    def status(self, arn: str) -> str:
        return str(self.call("DescribeExecution", executionArn=arn).get("status"))


@pytest.fixture
def host(moto: Moto, function: FakeLambda, tmp_path: Path) -> Iterator[Host]:
    (tmp_path / "states").mkdir()
    with ExitStack() as stack:
        yield Host(tmp_path / "states", stack)


def test_what_was_cut_off_runs_again_under_its_name(host: Host, function: FakeLambda) -> None:
    machine = host.token_machine()
    arn = host.start(machine, name="one", input='{"id":  1}')
    first = host.call("DescribeExecution", executionArn=arn)
    old = function.token()
    other = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Fail"}}})
    host.call("UpdateStateMachine", stateMachineArn=machine, definition=other)

    after = host.restarted()
    assert after.start(machine, name="one", input='{"id":  1}') == arn, "it runs: a repeated start changes nothing"
    assert function.tokens.empty(), "nothing runs before the cloud is complete"
    assert after.resumption.begin() == [arn]
    token = function.token()
    assert after.call("SendTaskSuccess", taskToken=old, output="1")["__type"] == "TaskTimedOut"
    after.call("SendTaskSuccess", taskToken=token, output='"new"')
    last = after.ended(arn)
    assert (last["status"], last["output"]) == ("SUCCEEDED", '"new"'), "with the definition it was started with"
    assert {key: last[key] for key in ("input", "startDate", "name")} == {
        key: first[key] for key in ("input", "startDate", "name")
    }
    assert after.resumption.begin() == []


def test_an_execution_whose_machine_is_gone_runs_too(host: Host, function: FakeLambda) -> None:
    machine = host.token_machine()
    arn = host.start(machine, name="one")
    function.token()
    host.call("DeleteStateMachine", stateMachineArn=machine)
    after = host.restarted()
    assert after.resumption.begin() == [arn]
    after.call("SendTaskSuccess", taskToken=function.token(), output="1")
    assert after.ended(arn)["status"] == "SUCCEEDED"


def test_what_ended_or_was_stopped_does_not_come_back(host: Host, function: FakeLambda) -> None:
    machine = host.token_machine()
    ended, stopped = (host.start(machine, name=name, input="{}") for name in ("ended", "stopped"))
    tokens = [function.token(), function.token()]
    host.call("StopExecution", executionArn=stopped, error="Cancelled", cause="by hand")
    for token in tokens:
        host.call("SendTaskSuccess", taskToken=token, output='{"a": 1}')
    before = [host.ended(arn) for arn in (ended, stopped)]

    after = host.restarted()
    assert after.resumption.begin() == []
    described = [after.call("DescribeExecution", executionArn=arn) for arn in (ended, stopped)]
    for then, now in zip(before, described, strict=True):
        assert {**then, "startDate": 0, "stopDate": 0} == {**now, "startDate": 0, "stopDate": 0}
    again = after.call("StartExecution", stateMachineArn=machine, name="ended", input="{}")
    assert again["__type"] == "ExecutionAlreadyExists"
    assert after.call("GetExecutionHistory", executionArn=ended)["events"] == []


def test_what_is_stopped_before_it_runs_again_does_not_run(host: Host, function: FakeLambda) -> None:
    arn = host.start(host.token_machine(), name="one")
    function.token()
    after = host.restarted()
    assert after.status(arn) == "RUNNING"
    after.call("StopExecution", executionArn=arn)
    assert after.resumption.begin() == []
    assert (after.status(arn), function.tokens.empty()) == ("ABORTED", True)
    assert after.restarted().resumption.begin() == []


def test_a_definition_that_is_not_known_ends_the_execution(host: Host, function: FakeLambda) -> None:
    machine = host.token_machine()
    arn = host.start(machine, name="one")
    function.token()
    host.call("DeleteStateMachine", stateMachineArn=machine)
    path = host.folder / "executions.jsonl"
    path.write_text("".join(line for line in path.read_text().splitlines(keepends=True) if "text" not in line))
    after = host.restarted()
    assert after.resumption.begin() == []
    described = after.call("DescribeExecution", executionArn=arn)
    assert (described["status"], described["error"]) == ("ABORTED", "LocalHost.Restarted")
    assert after.statuses() == ["ABORTED"]
    assert after.journal.running == {}
