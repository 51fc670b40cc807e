"""Runs real definitions in the interpreter of the local host; the Lambdas are Python functions of the test."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from infra.local import processes
from infra.local.plan import ACCOUNT, REGION, Folder, Plan, Project, fake_credentials, local_session
from infra.local.ports import LOOPBACK, allocate

ROOT = Path(__file__).parents[2]
Function = Callable[[dict[str, Any]], Any]


class NamedError(Exception):
    """What a Lambda raises: its class name as the state machine sees it."""

    def __init__(self, name: str, message: str = "") -> None:
        super().__init__(message)
        self.name = name


class Bench:
    """A state machine under test: `functions` answer its tasks by name, `events` are what it published."""

    def __init__(self) -> None:
        self.functions: dict[str, Function] = {}
        self.events: list[dict[str, Any]] = []
        self.lock = threading.Lock()
        self.client: Any = None

    def invoke(self, name: str, payload: dict[str, Any]) -> tuple[Any, bool]:
        try:
            return self.functions[name](payload), False
        except NamedError as error:
            return {"errorType": error.name, "errorMessage": str(error)}, True

    def publish(self, entries: list[dict[str, Any]]) -> None:
        with self.lock:
            self.events += [entry for entry in entries if entry["Source"] == "astromedia"]

    def run(self, definition: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any]:
        """Run `definition` to its end: what DescribeExecution says then."""
        return self.ended(self.start(definition, payload))

    def start(self, definition: dict[str, Any], payload: dict[str, Any]) -> str:
        """The ARN of an execution of `definition`."""
        self.events.clear()
        text = re.sub(r"\$\{(\w+)Arn\}", rf"arn:aws:lambda:{REGION}:{ACCOUNT}:function:\1", json.dumps(definition))
        machine = self.client.create_state_machine(
            name=f"m{abs(hash(text))}",
            definition=text.replace("${EventBusName}", "bus"),
            roleArn=f"arn:aws:iam::{ACCOUNT}:role/r",
        )["stateMachineArn"]
        return str(self.client.start_execution(stateMachineArn=machine, input=json.dumps(payload))["executionArn"])

    def ended(self, arn: str) -> dict[str, Any]:
        """What DescribeExecution says of an execution once it has ended."""
        ended = threading.Event()
        while (execution := self.client.describe_execution(executionArn=arn))["status"] == "RUNNING":
            ended.wait(0.02)
        return dict(execution)


class _Server(ThreadingHTTPServer):
    # As many branches may call at once as a playbook has phases; the standard backlog of 5 keeps them waiting.
    request_queue_size = 128


def _server(bench: Bench) -> ThreadingHTTPServer:
    """Stands for Lambda's Invoke API, for EventBridge and for the local host's own door to the bus."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
            headers: dict[str, str] = {}
            answer: Any = {}
            if self.path.startswith("/2015-03-31/functions/"):
                answer, failed = bench.invoke(self.path.split("/")[3].split("%3A")[-1].split(":")[-1], body)
                headers = {"X-Amz-Function-Error": "Unhandled"} if failed else {}
            elif "Entries" in body:
                bench.publish(body["Entries"])
                answer = {"FailedEntryCount": 0, "Entries": [{"EventId": "1"} for _ in body["Entries"]]}
            self._send(json.dumps(answer).encode(), headers)

        def _send(self, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(200)
            for name, value in {"x-amzn-RequestId": "1", "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = _Server((LOOPBACK, 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = Folder(tmp_path_factory.mktemp("states"))
    folder.create()
    bench = Bench()
    server = _server(bench)
    ports = allocate(("states",), folder.path / "ports.json")
    shared = server.server_address[1]
    plan = Plan(Project.of_repository(ROOT), folder, {**ports, "aws": shared, "functions": shared})
    plan.write(folder.path / "plan.json")
    command = [sys.executable, "-m", "infra.local.states", str(folder.path / "plan.json")]
    environment = {**processes.base_environment({"PATH": "/usr/bin"}), **fake_credentials(plan.aws_url)}
    process = processes.spawn(command, environment | {"PYTHONPATH": str(ROOT)}, folder.logs / "states.log", ROOT)
    try:
        bench.client = _client_when_up(plan, process)
        yield bench
    finally:
        processes.stop([process])
        if process.stdin:
            process.stdin.close()
        server.shutdown()
        server.server_close()


def _client_when_up(plan: Plan, process: "subprocess.Popen[bytes]") -> Any:
    client = local_session().client("stepfunctions", endpoint_url=plan.url("states"))
    starting = threading.Event()
    while process.poll() is None:
        try:
            client.list_state_machines()
        except Exception:
            starting.wait(0.05)
        else:
            return client
    raise RuntimeError((plan.folder.logs / "states.log").read_text())
