"""One function in the real runtime client, with nothing on its path but what Lambda would put there."""

import json
import platform
import queue
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Any

ARCH = {"aarch64": "arm64", "x86_64": "x86_64"}.get(platform.machine(), platform.machine())
"""This machine's processor, by Lambda's name."""

_LIMIT = 30.0
_EVENT_HEADERS = {
    "Content-Type": "application/json",  # without any of these the client's C extension crashes
    "Lambda-Runtime-Aws-Request-Id": "1",
    "Lambda-Runtime-Deadline-Ms": "9999999999999",
    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-central-1:123456789012:function:booted",
    "Lambda-Runtime-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0",
}


def http_get(path: str) -> dict[str, Any]:
    """What API Gateway's HTTP API sends for a GET."""
    http = {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "test"}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": "api.example.com"},
        "requestContext": {"http": http, "requestId": "r", "routeKey": "$default", "stage": "$default"},
        "isBase64Encoded": False,
    }


@dataclass(frozen=True)
class Outcome:
    """What the runtime client reported: how the invocation (or the start) ended, and with what.

    `init` and `invoke` are milliseconds: from the process's start until it first asked for an event (0 if it never
    did), and from there until this.
    """

    path: str
    body: Any
    init: float = 0.0
    invoke: float = 0.0

    @property
    def kind(self) -> str:
        """response, error, or init/error"""
        return self.path.removeprefix("/2018-06-01/runtime/").removeprefix("invocation/1/")


@dataclass(frozen=True)
class Function:
    """A function's folders and variables; `python` is run without site-packages."""

    python: Path
    code: Path
    path: tuple[Path, ...]
    handler: str
    variables: Mapping[str, str]
    secret: Mapping[str, Any] = field(default_factory=lambda: {"signing_key": "k" * 64})

    def invoke(self, event: Any) -> Outcome:
        """The outcome of one event in a fresh environment."""
        with _runtime_api(event, self.secret) as (address, outcomes), self._process(address) as process:
            exits = threading.Thread(target=_report_exit, args=(process, outcomes))
            exits.start()
            try:
                return outcomes.get(timeout=_LIMIT)
            finally:
                process.kill()
                exits.join()

    def run(self, code: str) -> str:
        """What a piece of Python prints there."""
        return self._interpreted("-c", code).stdout

    def import_times(self) -> str:
        """What `python -X importtime` tells of the import of its handler."""
        return self._interpreted("-X", "importtime", "-c", f"import {self.handler.rpartition('.')[0]}").stderr

    def _interpreted(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [str(self.python), "-S", "-s", *arguments]
        done = subprocess.run(
            command, cwd=self.code, env=self._environment(""), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done

    def _process(self, address: str) -> "subprocess.Popen[str]":
        command = [str(self.python), "-S", "-s", "-m", "awslambdaric", self.handler]
        environment, printed = self._environment(address), subprocess.PIPE
        return subprocess.Popen(
            command, cwd=self.code, env=environment, stdout=printed, stderr=subprocess.STDOUT, text=True
        )

    def _environment(self, address: str) -> dict[str, str]:
        return {
            "AWS_LAMBDA_RUNTIME_API": address,
            "AWS_LAMBDA_FUNCTION_NAME": "booted",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "AWS_ENDPOINT_URL": f"http://{address or '127.0.0.1:9'}",
            "AWS_REGION": "eu-central-1",
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "LAMBDA_TASK_ROOT": str(self.code),
            "PYTHONPATH": ":".join(map(str, self.path)),
            "PYTHONDONTWRITEBYTECODE": "1",
            "_HANDLER": self.handler,
            **self.variables,
        }


def _report_exit(process: "subprocess.Popen[str]", outcomes: "queue.Queue[Outcome]") -> None:
    """A runtime that ends by itself, with what it printed, is an outcome too."""
    printed, _ = process.communicate()
    outcomes.put(Outcome("exit", printed))


@contextmanager
def _runtime_api(event: Any, secret: Mapping[str, Any]) -> Iterator[tuple[str, "queue.Queue[Outcome]"]]:
    """Lambda's side of the conversation, which hands out one event and collects what comes back; and an AWS that holds
    nothing but that secret."""
    with _Server(event, secret) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}", server.outcomes
        server.shutdown()


class _Server(ThreadingHTTPServer):
    def __init__(self, event: Any, secret: Mapping[str, Any]) -> None:
        super().__init__(("127.0.0.1", 0), _Api)
        self.event, self.secret = event, secret
        self.outcomes: queue.Queue[Outcome] = queue.Queue()
        self.began, self.given = time.perf_counter(), 0.0

    def ended(self, path: str, body: Any, at: float) -> None:
        """Note how it ended."""
        init, invoke = (self.given - self.began, at - self.given) if self.given else (0.0, 0.0)
        self.outcomes.put(Outcome(path, body, init * 1e3, invoke * 1e3))


class _Api(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        if self.path.endswith("/restore/next"):
            self._answer(200, {})
        elif not self.server.given:
            self.server.given = time.perf_counter()
            self._answer(200, self.server.event, _EVENT_HEADERS)

    def do_POST(self) -> None:
        at, target = time.perf_counter(), self.headers["X-Amz-Target"]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if target:
            self._answer(200, _aws(target, self.server.secret))
        else:
            self._answer(202, {})
            self.server.ended(self.path, json.loads(body), at)

    def do_HEAD(self) -> None:
        """S3's, of a bucket that is there."""
        self._answer(200, None)

    def _answer(self, status: int, content: Any, headers: Mapping[str, str] = MappingProxyType({})) -> None:
        body = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _aws(target: str, secret: Mapping[str, Any]) -> dict[str, Any]:
    """What Secrets Manager says; or DynamoDB, of tables without rows."""
    if target == "secretsmanager.GetSecretValue":
        return {"SecretString": json.dumps(secret)}
    return {"Count": 0, "ScannedCount": 0, "Items": []} if target.endswith(".Query") else {}
