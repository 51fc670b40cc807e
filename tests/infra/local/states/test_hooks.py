"""Every hook into moto's interpreter: what the stock version gets wrong, and that the hook mends it.

A hook whose stock behaviour has become right is needless: its first test fails, and the hook can go.
"""

import hashlib
import io
import json
import queue
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from infra.local import hooks
from infra.local.plan import ACCOUNT, REGION
from infra.local.states import answers, clients, jsonata, parsing, reports, starting, stopping
from infra.local.states.importers import importers
from infra.local.states.journal import Journal
from infra.local.states.library import Parser, backend, config, paths, reset, server
from infra.local.states.machines import Machines
from infra.local.states.tokens import Tokens

ROLE = f"arn:aws:iam::{ACCOUNT}:role/any"
URLS = ("http://127.0.0.1:1", "http://127.0.0.1:2")
JSONATA = {"QueryLanguage": "JSONata"}
# An execution that a test leaves behind may fail in its own thread once the interpreter is reset.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
PATIENCE = 30
"""Seconds to wait for what always comes, however busy the machine."""


class Moto:
    """The Step Functions API in this process, with some hooks installed."""

    def __init__(self, folder: Path) -> None:
        self.events: list[dict[str, Any]] = []
        self.news = threading.Condition()
        self.journal = Journal(folder / "executions.jsonl")
        self.reporter = reports.Reporter(self.journal, self._publish)
        self.machines = Machines(folder / "machines.json")
        self.tokens = Tokens()
        self._http = Client(server.create_backend_app("stepfunctions"))

    def hooks(self) -> list[hooks.Hook]:
        return [
            *clients.hooks(clients.Clients(*URLS)),
            *jsonata.HOOKS,
            *parsing.HOOKS,
            *starting.HOOKS,
            *self.tokens.hooks(),
            *stopping.hooks(self.reporter.ended),
            *answers.HOOKS,
            *reports.hooks(self.reporter),
            *self.machines.hooks(),
        ]

    def call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        answer = self._http.post(
            "/",
            data=json.dumps(parameters),
            content_type="application/x-amz-json-1.0",
            headers={
                "X-Amz-Target": f"AWSStepFunctions.{operation}",
                "Authorization": f"AWS4-HMAC-SHA256 Credential=test/20260101/{REGION}/states/aws4_request, Signature=0",
            },
        )
        body: dict[str, Any] = json.loads(answer.data or b"{}")
        return body

    def machine(self, name: str, *states: dict[str, Any], **top: Any) -> str:
        """A machine of `states` one after the other."""
        named = {f"S{number}": dict(state) for number, state in enumerate(states)}
        for number, state in enumerate(named.values()):
            if state["Type"] not in ("Succeed", "Fail"):
                state.update({"Next": f"S{number + 1}"} if number + 1 < len(states) else {"End": True})
        definition = json.dumps({"StartAt": "S0", "States": named, **top})
        return str(self.call("CreateStateMachine", name=name, definition=definition, roleArn=ROLE)["stateMachineArn"])

    def start(self, machine: str, **parameters: Any) -> str:
        return str(self.call("StartExecution", stateMachineArn=machine, **parameters)["executionArn"])

    def ended(self, execution: str) -> dict[str, Any]:
        """The description of an execution, once it is no longer running."""
        deadline = time.monotonic() + PATIENCE
        while (described := self.call("DescribeExecution", executionArn=execution))["status"] == "RUNNING":
            assert time.monotonic() < deadline, "still running"
            threading.Event().wait(0.005)
        return described

    def run(self, *states: dict[str, Any], **top: Any) -> dict[str, Any]:
        return self.ended(self.start(self.machine("run", *states, **top), name="one"))

    def token_machine(self, **fields: Any) -> str:
        """A machine of one task that hands a token to a function and waits for the answer."""
        task = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "TimeoutSeconds": 30}
        parameters = {"FunctionName": "f", "Payload": {"token.$": "$$.Task.Token"}}
        return self.machine("token", {**task, "Parameters": parameters, **fields})

    def statuses(self) -> list[str]:
        return [json.loads(event["Detail"])["status"] for event in self.events]

    def _publish(self, event: dict[str, Any]) -> None:
        with self.news:
            self.events.append(event)
            self.news.notify_all()


@pytest.fixture
def moto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Moto]:
    monkeypatch.setitem(config, "stepfunctions", {"execute_state_machine": True})
    reset()
    moto = Moto(tmp_path)
    yield moto
    moto.journal.close()
    reset()


class FakeLambda:
    """Stands for every AWS client: a function that returns nothing, or that runs until it is let go.

    It keeps the tokens that it is given, and does `first` with one before it returns.
    """

    def __init__(self) -> None:
        self.running = threading.Event()
        self.let_go = threading.Event()
        self.let_go.set()
        self.tokens: queue.Queue[str] = queue.Queue()
        self.first: Callable[[str], object] = lambda token: None

    def invoke(self, **parameters: Any) -> dict[str, Any]:
        token = json.loads(parameters.get("Payload", "{}")).get("token")
        if token is not None:
            self.first(token)
            self.tokens.put(token)
        self.running.set()
        self.let_go.wait(5)
        return {"Payload": io.BytesIO(b"null"), "StatusCode": 200}

    def token(self, timeout: float = PATIENCE) -> str:
        """The next token that the function is given."""
        return self.tokens.get(timeout=timeout)


@pytest.fixture
def function(moto: Moto) -> Iterator[FakeLambda]:
    """In place of the client of the Lambda service, wherever the interpreter looks for one."""
    fake = FakeLambda()
    places = [place for hook in moto.hooks() if hook.name == "clients" for place in hook.places]
    with hooks.installed([hooks.Hook("fake", "", places, lambda stock: lambda **kwargs: fake)]):
        yield fake
    fake.let_go.set()


def pointed_here(moto: Moto, function: FakeLambda) -> bool:
    makers = {getattr(module, name) for module, name in importers("boto_client_for")}
    endpoints = [make(region=REGION, service="lambda").meta.endpoint_url for make in makers]
    return endpoints == [URLS[1]]


def evaluates(moto: Moto, function: FakeLambda) -> bool:
    return bool(moto.run({"Type": "Pass", "Output": "{% 1 + 1 %}"}, **JSONATA).get("output") == "2")


def quotes(moto: Moto, function: FakeLambda) -> bool:
    said = 'He said "no"\n'
    assign = {"Type": "Pass", "Assign": {"said": "{% $states.input.said %}"}}
    machine = moto.machine("quotes", assign, {"Type": "Pass", "Output": ["{% $said %}"]}, **JSONATA)
    ended = moto.ended(moto.start(machine, name="one", input=json.dumps({"said": said})))
    return bool(json.loads(ended.get("output", "null")) == [said])


def unique(moto: Moto, function: FakeLambda) -> bool:
    output = moto.run({"Type": "Pass", "Output": "{% [$uuid(), $uuid()] %}"}, **JSONATA).get("output", "[0, 0]")
    first, second = json.loads(output)
    return bool(first != second)


def digests(moto: Moto, function: FakeLambda) -> bool:
    output = moto.run({"Type": "Pass", "Output": ["{% $hash('a', 'SHA-256') %}"]}, **JSONATA).get("output", "[]")
    return bool(json.loads(output) == [hashlib.sha256(b"a").hexdigest()])


def two_without_a_name(moto: Moto, function: FakeLambda) -> bool:
    machine = moto.machine("unnamed", {"Type": "Pass"})
    first = moto.start(machine)
    moto.ended(first)
    return bool(moto.call("StartExecution", stateMachineArn=machine).get("executionArn", first) != first)


def runs_once_started(moto: Moto, function: FakeLambda) -> bool:
    execution = backend().describe_execution(moto.start(moto.machine("begun", {"Type": "Pass"}), name="one"))
    worker = execution._get_start_execution_worker()
    worker._execution_logic = lambda: None
    worker.start()
    return bool(worker.env is not None and worker.env.is_running())


def evaluates_nothing_after_a_stop(moto: Moto, function: FakeLambda) -> bool:
    execution = backend().describe_execution(moto.start(moto.machine("begun", {"Type": "Pass"}), name="one"))
    worker = execution._get_start_execution_worker()
    environment = worker._get_evaluation_environment()
    environment.next_state_name = "S0"
    environment.set_stop(stop_date=execution.start_date, cause=None, error=None)
    worker._get_evaluation_entrypoint().eval(environment)
    return [event["type"] for event in environment.event_manager.get_event_history()] == ["ExecutionAborted"]


def parses_once(moto: Moto, function: FakeLambda) -> bool:
    definition = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}})
    return bool(Parser.parse(definition)[0] is Parser.parse(definition)[0])


def parses_a_path_once(moto: Moto, function: FakeLambda) -> bool:
    return bool(paths.parse("$.a") is paths.parse("$.a"))


def retries_with_a_new_token(moto: Moto, function: FakeLambda) -> bool:
    retry = {"ErrorEquals": ["Refused"], "IntervalSeconds": 1, "MaxAttempts": 1, "JitterStrategy": "FULL"}
    arn = moto.start(moto.token_machine(Retry=[retry], TimeoutSeconds=3), name="one")
    moto.call("SendTaskFailure", taskToken=function.token(), error="Refused")
    while function.tokens.empty() and moto.call("DescribeExecution", executionArn=arn)["status"] == "RUNNING":
        threading.Event().wait(0.005)
    moto.call("SendTaskSuccess", taskToken=function.token(timeout=0.1), output='"again"')
    return moto.ended(arn).get("output") == '"again"'


def takes_one_answer(moto: Moto, function: FakeLambda) -> bool:
    function.let_go.clear()
    arn = moto.start(moto.token_machine(), name="one")
    token = function.token()
    answers = [
        moto.call(f"SendTask{kind}", taskToken=told, **given).get("__type")
        for kind, told, given in (
            ("Success", "abc", {"output": "1"}),
            ("Success", token, {"output": "no JSON"}),
            ("Heartbeat", token, {}),
            ("Success", token, {"output": "1"}),
            ("Success", token, {"output": "2"}),
            ("Failure", token, {"error": "Late"}),
            ("Heartbeat", token, {}),
        )
    ]
    function.let_go.set()
    late = "TaskTimedOut"
    return (
        answers == ["InvalidToken", "InvalidOutput", None, None, late, late, late] and moto.ended(arn)["output"] == "1"
    )


def sees_an_early_answer(moto: Moto, function: FakeLambda) -> bool:
    function.first = lambda token: moto.call("SendTaskSuccess", taskToken=token, output='"early"')
    arn = moto.start(moto.token_machine(HeartbeatSeconds=1), name="one")
    return moto.ended(arn).get("output") == '"early"'


def stops_a_running_function(moto: Moto, function: FakeLambda) -> bool:
    function.let_go.clear()
    task = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}}
    arn = moto.start(moto.machine("busy", task), name="one")
    assert function.running.wait(5)
    moto.call("StopExecution", executionArn=arn, error="Cancelled", cause="by hand")
    described = moto.call("DescribeExecution", executionArn=arn)
    return (described["status"], described.get("error"), described.get("cause")) == ("ABORTED", "Cancelled", "by hand")


def history_ends_aborted(moto: Moto, function: FakeLambda) -> bool:
    arn = moto.start(moto.token_machine(), name="one")
    function.token()
    execution = backend().describe_execution(arn)
    stopping.abort(execution, "Cancelled", None)
    deadline = time.monotonic() + PATIENCE
    while "Execution" not in (last := backend().get_execution_history(arn)["events"][-1]["type"]):
        assert time.monotonic() < deadline, last
        threading.Event().wait(0.005)
    return bool(last == "ExecutionAborted")


def keeps_the_cause(moto: Moto, function: FakeLambda) -> bool:
    arn = moto.start(moto.token_machine(), name="one")
    moto.call("SendTaskFailure", taskToken=function.token(), error="Refused", cause="too blue")
    return moto.ended(arn).get("cause") == "too blue"


def describes_text_and_timeouts(moto: Moto, function: FakeLambda) -> bool:
    text = moto.run({"Type": "Pass", "Result": "text"})
    late = moto.ended(moto.start(moto.machine("late", {"Type": "Wait", "Seconds": 9}, TimeoutSeconds=1), name="one"))
    return (text["output"], late["status"], "stopDate" in late) == ('"text"', "TIMED_OUT", True)


def pages(moto: Moto, function: FakeLambda) -> bool:
    arn = moto.run({"Type": "Pass"}, {"Type": "Pass"})["executionArn"]
    newest = moto.call("GetExecutionHistory", executionArn=arn, maxResults=1, reverseOrder=True)
    second = moto.call("GetExecutionHistory", executionArn=arn, maxResults=1, nextToken="1")
    return [newest["events"][0]["type"], len(second["events"])] == ["ExecutionSucceeded", 1] and "nextToken" in second


def frees_threads(moto: Moto, function: FakeLambda) -> bool:
    moto.run({"Type": "Pass"})
    return not any(getattr(module, name) for module, name in importers("TMP_THREADS"))


def reports_the_start(moto: Moto, function: FakeLambda) -> bool:
    moto.run({"Type": "Pass"})
    return "RUNNING" in moto.statuses()


def reports_the_end(moto: Moto, function: FakeLambda) -> bool:
    moto.run({"Type": "Pass"})
    with moto.news:
        # The report of the start may come after that of the end: nobody waits for the one to tell the other.
        return moto.news.wait_for(lambda: "SUCCEEDED" in moto.statuses(), timeout=5)


def survives(moto: Moto, function: FakeLambda) -> bool:
    arn = moto.machine("kept", {"Type": "Pass"})
    backend().state_machines.clear()
    moto.machines.load(backend())
    return [machine.arn for machine in backend().state_machines] == [arn]


def refuses_another_definition(moto: Moto, function: FakeLambda) -> bool:
    first, again = (moto.machine("one", {"Type": "Pass"}) for _ in range(2))
    other = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}})
    refused = moto.call("CreateStateMachine", name="one", definition=other, roleArn=ROLE)
    return first == again and refused.get("__type") == "StateMachineAlreadyExists"


def outlives_its_machine(moto: Moto, function: FakeLambda) -> bool:
    machine = moto.token_machine()
    first, second = (moto.start(machine, name=name) for name in ("one", "two"))
    tokens = {function.token(), function.token()}
    moto.call("DeleteStateMachine", stateMachineArn=machine)
    gone = moto.call("StartExecution", stateMachineArn=machine, name="three")["__type"]
    moto.call("StopExecution", executionArn=first)
    answers = [moto.call("SendTaskSuccess", taskToken=token, output="1").get("__type") for token in tokens]
    statuses = [moto.ended(arn)["status"] for arn in (first, second)]
    assert moto.token_machine() == machine
    again = moto.call("DescribeExecution", executionArn=second)["status"]
    return (gone, sorted(map(str, answers)), statuses, again) == (
        "StateMachineDoesNotExist",
        ["None", "TaskTimedOut"],
        ["ABORTED", "SUCCEEDED"],
        "SUCCEEDED",
    )


SCENARIOS: dict[str, Callable[[Moto, FakeLambda], bool]] = {
    "clients": pointed_here,
    "jsonata-evaluator": evaluates,
    "jsonata-strings": quotes,
    "jsonata-uuid": unique,
    "jsonata-hash": digests,
    "unnamed-executions": two_without_a_name,
    "begun-at-once": runs_once_started,
    "not-after-a-stop": evaluates_nothing_after_a_stop,
    "definitions-once": parses_once,
    "paths-once": parses_a_path_once,
    "token-per-attempt": retries_with_a_new_token,
    "token-answers": takes_one_answer,
    "answered-before-heartbeat": sees_an_early_answer,
    "stop-at-once": stops_a_running_function,
    "stay-stopped": history_ends_aborted,
    "failure-cause": keeps_the_cause,
    "described-in-full": describes_text_and_timeouts,
    "history-pages": pages,
    "threads": frees_threads,
    "report-start": reports_the_start,
    "report-end": reports_the_end,
    "durable-machines": survives,
    "one-definition": refuses_another_definition,
    "deleted-machines": outlives_its_machine,
    "deleted-machines-found": outlives_its_machine,
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_stock_moto_is_wrong(name: str, moto: Moto, function: FakeLambda) -> None:
    others = [hook for hook in moto.hooks() if hook.name not in (name, "clients")]
    with hooks.installed(others):
        try:
            right = SCENARIOS[name](moto, function)
        except Exception:
            right = False
    assert not right, f"moto is right without the hook {name}: remove it"


@pytest.mark.parametrize("name", SCENARIOS)
def test_hook_mends_it(name: str, moto: Moto, function: FakeLambda) -> None:
    mine = [hook for hook in moto.hooks() if hook.name != "clients" or name == "clients"]
    with hooks.installed(mine):
        assert SCENARIOS[name](moto, function)


def test_every_hook_has_a_scenario(moto: Moto) -> None:
    assert {hook.name for hook in moto.hooks()} == set(SCENARIOS)


def test_hooks_can_be_lifted(moto: Moto) -> None:
    def current() -> list[object]:
        return [getattr(module, name) for module, name in importers("boto_client_for")]

    stock = current()
    with hooks.installed(moto.hooks()):
        assert all(before is not now for before, now in zip(stock, current(), strict=True))
    assert all(before is now for before, now in zip(stock, current(), strict=True))


def test_the_oldest_finished_executions_are_forgotten(moto: Moto) -> None:
    with hooks.installed(moto.hooks()):
        machine = moto.machine("many", {"Type": "Pass"})
        arns = [moto.start(machine) for _ in range(4)]
        for arn in arns:
            moto.ended(arn)
        kept = backend().describe_state_machine(machine).executions
        starting.trim(kept, kept=2)
        assert [execution.exec_arn for execution in kept] == arns[2:]
