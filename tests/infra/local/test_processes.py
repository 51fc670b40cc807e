"""No child outlives its parent, and none sees what is none of its business."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from infra.local import processes, valkey

REPOSITORY = Path(__file__).resolve().parents[3]
SLEEPER = "import time; time.sleep(60)"
PARENT = f"""
import os, sys, time
from pathlib import Path
from infra.local import processes
child = processes.spawn([sys.executable, "-c", "{SLEEPER}"], dict(os.environ), Path(sys.argv[1]), Path.cwd())
print(child.pid, flush=True)
time.sleep(60)
"""
LEASHED = f"""
import subprocess, sys, time
program = "import os; print(os.getpid(), flush=True); {SLEEPER}"
command = [sys.executable, "-m", "infra.local.leash", sys.executable, "-c", program]
child = subprocess.Popen(command, stdin=subprocess.PIPE)
time.sleep(60)
"""


def wait_for_end(pid: int) -> None:
    """Return once no process has this id; it is not our child, so it cannot be waited for."""
    tick = threading.Event()
    for _ in range(1000):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            return
        tick.wait(0.01)
    pytest.fail(f"process {pid} is still there")


@pytest.mark.parametrize("program", [PARENT, LEASHED], ids=["kernel", "leash"])
def test_children_end_when_their_parent_is_killed(program: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", program, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=REPOSITORY, env=os.environ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
        wait_for_end(child)


def test_stop_kills_what_does_not_end(tmp_path: Path) -> None:
    ignore = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    deaf = f"{ignore}; print('up', flush=True); time.sleep(60)"
    log = tmp_path / "log"
    process = processes.spawn([sys.executable, "-c", deaf], dict(os.environ), log, tmp_path)
    assert process.stdin is not None
    tick = threading.Event()
    while not log.read_bytes():
        tick.wait(0.005)
    processes.stop([process], patience=0.05)
    process.stdin.close()
    assert process.returncode == -signal.SIGKILL


def test_only_harmless_variables_are_passed_on() -> None:
    environ = {"PATH": "p", "HOME": "h", "OPENAI_API_KEY": "secret", "AWS_PROFILE": "production"}
    assert processes.base_environment(environ) == {"PATH": "p", "HOME": "h"}


def test_valkey_is_leashed_where_the_kernel_does_not_help() -> None:
    assert valkey.leash("linux") == []
    assert valkey.leash("darwin") == [sys.executable, "-m", "infra.local.leash"]
