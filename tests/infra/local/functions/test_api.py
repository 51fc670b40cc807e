"""The Invoke API with real runtimes: what functions do, and what callers see of it."""

import asyncio
import base64
import io
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from infra.local.faults import FaultFile, Faults
from infra.local.functions.api import InvokeApi
from infra.local.functions.catalog import Catalog, short_name
from infra.local.functions.environment import Environment, Host
from infra.local.functions.outcome import LARGEST_PAYLOAD
from infra.local.functions.pool import Limits, Pool
from infra.local.functions.settings import Addresses, FunctionSettings
from infra.local.functions.sources import Sources
from infra.local.processes import base_environment

CODE = """
import datetime, os, sys, time

class NamedError(Exception):
    pass

def echo(event, context):
    return {"event": event, "id": context.aws_request_id, "name": context.function_name,
            "left": context.get_remaining_time_in_millis(), "pid": os.getpid(), "version": VERSION}

def clock(event, context):
    return {"time": time.time(), "date": datetime.datetime.now().timestamp(), "monotonic": time.monotonic()}

def fail(event, context):
    sys.stdout.write("about to fail\\n")
    raise NamedError("for a reason")

def leave(event, context):
    os._exit(3)

def sleep(event, context):
    time.sleep(30)

def large(event, context):
    return "x" * event

def variables(event, context):
    return dict(os.environ)

def count(event, context):
    with open(event["file"], "a") as file:
        file.write("x")
    with open(event["file"]) as file:
        if len(file.read()) < event["until"]:
            raise NamedError("again")

VERSION = 1
"""
BROKEN = "import nothing_of_that_name"


class Lambda:
    """The Invoke API over HTTP, with functions named after what they do."""

    def __init__(self, client: Any, task_root: Path, logs: Path) -> None:
        self.client = client
        self.task_root = task_root
        self.logs = logs

    async def post(self, name: str, event: object = None, **headers: str) -> tuple[int, dict[str, str], Any]:
        path = f"/2015-03-31/functions/{name}/invocations"
        named = {f"X-Amz-{key.replace('_', '-')}": value for key, value in headers.items()}
        answer = await self.client.post(path, data=json.dumps(event), headers=named)
        text = await answer.text()
        return answer.status, dict(answer.headers), json.loads(text) if text else None


def configuration(name: str) -> dict[str, Any]:
    """GetFunction for a function `name`: in module code, unless it is called broken."""
    handler = "broken.handler" if name == "broken" else f"code.{name}"
    timeout = 1 if name == "sleep" else 5
    environment = {"Variables": {"OWN": "value", "LINK": "https://http-x.execute-api.us-east-1.amazonaws.com/v1"}}
    return {
        "Configuration": {
            "FunctionName": name,
            "FunctionArn": f"arn:aws:lambda:us-east-1:123456789012:function:{name}",
            "Handler": handler,
            "Timeout": timeout,
            "MemorySize": 256,
            "Environment": environment,
        },
        "Credentials": {"AWS_ACCESS_KEY_ID": f"key of {name}"},
    }


async def get_function(request: web.Request) -> web.Response:
    name, _, qualifier = (await request.text()).partition(":")
    if name == "absent" or qualifier not in ("", "live", "7"):
        return web.json_response({}, status=404)
    answer = configuration(name)
    if qualifier:
        answer["Configuration"]["Version"] = "7"
    return web.json_response(answer)


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Lambda]:
    root, logs = folder / "task", folder / "logs"
    root.mkdir()
    logs.mkdir()
    (root / "code.py").write_text(CODE)
    (root / "broken.py").write_text(BROKEN)
    store = web.Application()
    store.router.add_post("/_local/function", get_function)
    async with TestServer(store) as server:
        host = Host(root, logs, base_environment(os.environ))
        pool: Pool = Pool(
            Limits(total=4, per_function=2, starting=2),
            lambda settings, revision: Environment(settings, revision, host, on_exit=lambda gone: pool.forget(gone)),
        )
        catalog = Catalog(
            Addresses(aws=str(server.make_url("")).rstrip("/"), api="http://127.0.0.1:8", cache="valkey://127.0.0.1:9")
        )
        sources = Sources([root], clock=iter(range(10**6)).__next__)
        api = InvokeApi(catalog, pool, sources, FaultFile(folder), retry_delays=(0, 0))
        async with TestClient(TestServer(api.application())) as client:
            yield Lambda(client, root, logs)
        pool.close()
        while pool.census():
            await asyncio.sleep(0.005)


def run(folder: Path, scenario: Any) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(20), serving(folder) as function:
            await scenario(function)

    asyncio.run(bounded())


def test_an_answer_and_its_context(tmp_path: Path) -> None:
    async def scenario(function: Lambda) -> None:
        status, headers, body = await function.post("echo", {"a": "é"})
        assert (status, body["event"], body["name"]) == (200, {"a": "é"}, "echo")
        assert headers["x-amzn-RequestId"] == body["id"]
        assert headers["X-Amz-Executed-Version"] == "$LATEST"
        assert "X-Amz-Function-Error" not in headers
        assert 0 < body["left"] <= 5000
        _, _, again = await function.post("arn:aws:lambda:us-east-1:123456789012:function:echo")
        assert again["pid"] == body["pid"], "a warm environment is used again"

    run(tmp_path, scenario)


def test_errors_as_aws_reports_them(tmp_path: Path) -> None:
    async def scenario(function: Lambda) -> None:
        _, headers, raised = await function.post("fail", Log_Type="Tail")
        assert headers["X-Amz-Function-Error"] == "Unhandled"
        assert (raised["errorType"], raised["errorMessage"]) == ("NamedError", "for a reason")
        assert "raise NamedError" in "".join(raised["stackTrace"])
        tail = base64.b64decode(headers["X-Amz-Log-Result"]).decode()
        assert "about to fail" in tail
        assert "\r" not in tail
        assert "about to fail" in (function.logs / "fail.log").read_text()
        _, headers, left = await function.post("leave")
        assert (left["errorType"], "exit status 3" in left["errorMessage"]) == ("Runtime.ExitError", True)
        _, _, late = await function.post("sleep")
        assert (late["errorType"], "1.00 seconds" in late["errorMessage"]) == ("Sandbox.Timedout", True)
        _, _, unimportable = await function.post("broken")
        assert unimportable["errorType"] == "Runtime.ImportModuleError"
        assert "nothing_of_that_name" in unimportable["errorMessage"]
        status, headers, _ = await function.post("absent")
        assert (status, headers["x-amzn-errortype"]) == (404, "ResourceNotFoundException")

    run(tmp_path, scenario)


def test_payload_limits(tmp_path: Path) -> None:
    async def scenario(function: Lambda) -> None:
        _, _, body = await function.post("large", LARGEST_PAYLOAD - 2)
        assert len(body) == LARGEST_PAYLOAD - 2
        _, headers, body = await function.post("large", LARGEST_PAYLOAD)
        assert (headers["X-Amz-Function-Error"], body["errorType"]) == ("Unhandled", "Function.ResponseSizeTooLarge")
        answer = await function.client.post(
            "/2015-03-31/functions/echo/invocations", data=io.BytesIO(b"1" * (LARGEST_PAYLOAD + 1))
        )
        assert answer.status == 413

    run(tmp_path, scenario)


def test_a_runtime_sees_no_variable_of_the_developer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")

    async def scenario(function: Lambda) -> None:
        _, _, variables = await function.post("variables")
        assert variables["OWN"] == "value"
        assert variables["AWS_ACCESS_KEY_ID"] == "key of variables"
        assert variables["LINK"] == "http://127.0.0.1:8/v1"
        assert "OPENAI_API_KEY" not in variables

    run(tmp_path, scenario)


@pytest.mark.parametrize(("until", "attempts"), [(1, 1), (3, 3), (9, 3)])
def test_an_event_is_tried_three_times(tmp_path: Path, until: int, attempts: int) -> None:
    async def scenario(function: Lambda) -> None:
        file = tmp_path / "attempts"
        status, _, body = await function.post("count", {"file": str(file), "until": until}, Invocation_Type="Event")
        assert (status, body) == (202, None)
        while not file.exists() or len(file.read_text()) < attempts:
            await asyncio.sleep(0.005)
        await function.post("echo")
        assert len(file.read_text()) == attempts

    run(tmp_path, scenario)


def test_an_edit_is_picked_up(tmp_path: Path) -> None:
    async def scenario(function: Lambda) -> None:
        _, _, before = await function.post("echo")
        (function.task_root / "code.py").write_text(CODE.replace("VERSION = 1", "VERSION = 2.5"))
        _, _, after = await function.post("echo")
        assert (before["version"], after["version"]) == (1, 2.5)

    run(tmp_path, scenario)


def test_what_ran_before_a_refresh_is_not_used_again(tmp_path: Path) -> None:
    async def scenario(function: Lambda) -> None:
        before = [(await function.post("echo"))[2]["pid"] for _ in range(2)]
        await function.client.post("/_local/refresh")
        after = (await function.post("echo"))[2]["pid"]
        assert before[0] == before[1] != after

    run(tmp_path, scenario)


def test_environments_and_refresh(tmp_path: Path) -> None:
    async def scenario(function: Lambda) -> None:
        await asyncio.gather(function.post("echo"), function.post("echo"))
        census = await (await function.client.get("/_local/environments")).json()
        assert 1 <= census["echo"] <= 2
        assert (await function.client.post("/_local/refresh")).status == 200
        assert (await function.post("echo"))[0] == 200

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    ("reference", "qualifier", "name"),
    [
        ("f", "", "f"),
        ("f", "live", "f:live"),
        ("f:live", "", "f:live"),
        ("123456789012:function:f", "3", "f:3"),
        ("arn:aws:lambda:us-east-1:123456789012:function:f", "", "f"),
        ("arn:aws:lambda:us-east-1:123456789012:function:f:3", "3", "f:3"),
    ],
)
def test_references_to_a_function(reference: str, qualifier: str, name: str) -> None:
    assert short_name(reference, qualifier) == name


def test_a_version_and_its_alias_run_in_the_same_environments(tmp_path: Path) -> None:
    async def scenario(function: Lambda) -> None:
        _, headers, body = await function.post("arn:aws:lambda:us-east-1:123456789012:function:variables:live")
        assert (headers["X-Amz-Executed-Version"], body["AWS_LAMBDA_FUNCTION_VERSION"]) == ("7", "7")
        _, _, first = await function.post("echo:live")
        _, _, second = await function.post("echo:7")
        assert first["pid"] == second["pid"]
        status, headers, body = await function.post("echo:8")
        assert (status, headers["x-amzn-errortype"]) == (404, "ResourceNotFoundException")
        assert body["Message"] == "Function not found: echo:8"

    run(tmp_path, scenario)


def test_settings_without_an_environment() -> None:
    answer = configuration("echo")
    del answer["Configuration"]["Environment"]
    answer["Concurrency"] = {"ReservedConcurrentExecutions": 2}
    settings = FunctionSettings(
        "echo",
        answer["Configuration"]["FunctionArn"],
        "code.echo",
        5.0,
        256,
        {},
        answer["Credentials"],
        reserved_concurrency=2,
    )
    from infra.local.functions.settings import from_api

    assert from_api(answer, Addresses("a", "b", "c")) == settings


def test_a_function_whose_clock_is_wrong(tmp_path: Path) -> None:
    async def scenario(function: Lambda) -> None:
        faults = FaultFile(tmp_path)
        for ahead in (0.0, 600.0, -600.0, 0.0):
            faults.write(Faults(clocks={"clock": ahead}))
            *_, told = await function.post("clock")
            for clock in ("time", "date"):
                assert told[clock] - time.time() == pytest.approx(ahead, abs=10)
            assert told["monotonic"] <= time.monotonic()
        faults.write(Faults(clocks={"clock": 600.0}))
        _, _, other = await function.post("echo")
        assert other["name"] == "echo"

    run(tmp_path, scenario)


def test_invocations_and_errors_are_counted(tmp_path: Path) -> None:
    async def scenario(function: Lambda) -> None:
        for name in ("echo", "fail", "fail", "absent"):
            await function.post(name)
        answer = await function.client.get("/_local/invocations")
        told = {name: (each["invocations"], each["failed"]) for name, each in (await answer.json()).items()}
        assert told == {"echo": (1, 0), "fail": (2, 2)}

    run(tmp_path, scenario)
