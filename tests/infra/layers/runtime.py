"""One function in the real runtime client, with nothing on its path but what Lambda would put there."""

import json
import platform
import queue
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
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


@dataclass(frozen=True)
class Outcome:
    """What the runtime client reported: how the invocation (or the start) ended, and with what."""

    path: str
    body: Any

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

    def invoke(self, event: Any) -> Outcome:
        """The outcome of one event in a fresh environment."""
        with _runtime_api(event) as (address, outcomes), self._process(address) as process:
            exits = threading.Thread(target=_report_exit, args=(process, outcomes))
            exits.start()
            try:
                return outcomes.get(timeout=_LIMIT)
            finally:
                process.kill()
                exits.join()

    def run(self, code: str) -> str:
        """What a piece of Python prints there."""
        command = [str(self.python), "-S", "-s", "-c", code]
        done = subprocess.run(
            command, cwd=self.code, env=self._environment(""), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

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
            "AWS_ENDPOINT_URL": f"http://{address}",
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
def _runtime_api(event: Any) -> Iterator[tuple[str, "queue.Queue[Outcome]"]]:
    """Lambda's side of the conversation, which hands out one event and collects what comes back, and a secret."""
    outcomes: queue.Queue[Outcome] = queue.Queue()
    given = threading.Event()

    class Api(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if given.is_set():
                return
            given.set()
            self._answer(200, event, _EVENT_HEADERS)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers["X-Amz-Target"] == "secretsmanager.GetSecretValue":
                self._answer(200, {"SecretString": json.dumps({"signing_key": "k" * 64})}, {})
            else:
                self._answer(202, {}, {})
                outcomes.put(Outcome(self.path, json.loads(body)))

        def _answer(self, status: int, content: Any, headers: Mapping[str, str]) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Api) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}", outcomes
        server.shutdown()
