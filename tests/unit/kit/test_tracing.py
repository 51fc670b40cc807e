"""What X-Ray's daemon is sent, by the SDK itself, in a process of its own: it looks at the environment when loaded."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

TRACE = "1-5759e988-bd862e3fe1be46a994272793"
INVOCATION = f"""
import json, os, sys
from astromedia.kit.observability import bind, bound, measured
from astromedia.kit.tracing import traced

@measured
def handler(event, context):
    bind(request_id="R1", workspace_id="W1", campaign_id="C1", phase="copy")
    with traced("model call", agent="copywriter"):
        with traced("provider", provider="openai", model="m"):
            pass
    with bound(request_id="R2"):
        raise LookupError("the prompt")

before = "aws_xray_sdk" in sys.modules
os.environ["_X_AMZN_TRACE_ID"] = "Root={TRACE};Parent=53995c3f42cd8ad8;Sampled=" + sys.argv[1]
try:
    handler({{}}, None)
except LookupError:
    print(json.dumps([before, "aws_xray_sdk" in sys.modules]), file=sys.stderr)
"""


class Daemon:
    """Hears segments, as the one that Lambda runs beside a function."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(0)

    @property
    def address(self) -> str:
        return "{}:{}".format(*self.socket.getsockname())

    def heard(self) -> dict[str, dict[str, Any]]:
        """The parts by name; all of them were sent when the process ended."""
        parts: dict[str, dict[str, Any]] = {}
        while True:
            try:
                head, _, body = self.socket.recv(1 << 16).partition(b"\n")
            except BlockingIOError:
                return parts
            assert json.loads(head) == {"format": "json", "version": 1}
            part = json.loads(body)
            parts[part["name"]] = part


@pytest.fixture
def daemon() -> Iterator[Daemon]:
    daemon = Daemon()
    yield daemon
    daemon.socket.close()


def invoke(daemon: Daemon, sampled: bool, **environ: str) -> tuple[bool, bool]:
    """One invocation in Lambda: whether the SDK was loaded before it, and after it."""
    inside = {"LAMBDA_TASK_ROOT": "/var/task", "AWS_XRAY_DAEMON_ADDRESS": daemon.address}
    command = [sys.executable, "-c", INVOCATION, str(int(sampled))]
    done = subprocess.run(command, env=os.environ | inside | environ, capture_output=True, text=True, check=True)
    before, after = json.loads(done.stderr.splitlines()[-1])
    return before, after


def test_what_lambda_does_not_trace_loads_and_sends_nothing(daemon: Daemon) -> None:
    assert invoke(daemon, sampled=False) == (False, False)
    assert daemon.heard() == {}


def test_a_trace_says_whose_work_it_is_and_what_it_consists_of(daemon: Daemon) -> None:
    assert invoke(daemon, sampled=True) == (False, True)
    heard = daemon.heard()
    assert {part["trace_id"] for part in heard.values()} == {TRACE}
    whose = {"request_id": "R1", "workspace_id": "W1", "campaign_id": "C1", "phase": "copy", "error": "LookupError"}
    assert heard["handler"]["annotations"] == whose
    assert heard["handler"]["parent_id"] == "53995c3f42cd8ad8"
    assert heard["model call"]["parent_id"] == heard["handler"]["id"]
    assert heard["model call"]["annotations"] == {"agent": "copywriter"}
    assert heard["provider"]["parent_id"] == heard["model call"]["id"]
    assert heard["provider"]["annotations"] == {"provider": "openai", "model": "m"}
    assert heard["part"]["annotations"] == {"request_id": "R2", "error": "LookupError"}


def test_an_error_leaves_its_class_and_not_what_it_says(daemon: Daemon) -> None:
    invoke(daemon, sampled=True)
    assert "the prompt" not in json.dumps(daemon.heard())


def test_a_snapshot_holds_the_sdk(daemon: Daemon) -> None:
    assert invoke(daemon, sampled=False, AWS_LAMBDA_INITIALIZATION_TYPE="snap-start") == (True, True)
