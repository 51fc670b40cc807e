"""Child processes that cannot outlive their parent, however the parent ends."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
"""The only variables of our own environment that any child sees: no key or token of the developer's shell."""


def base_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The part of `environ` that is safe to hand to a child."""
    return {name: environ[name] for name in PASSED_ON if name in environ}


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent ends (Linux; survives exec). Runs between fork and exec."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def watch_parent(leave: Callable[[], object] = lambda: os._exit(1)) -> None:
    """Call `leave` once standard input closes: the portable form of die_with_parent, for our own Python children."""

    def wait_for_end_of_input() -> None:
        while os.read(0, 1024):
            pass
        leave()

    threading.Thread(target=wait_for_end_of_input, name="parent-watch", daemon=True).start()


def spawn(command: Sequence[str], environment: Mapping[str, str], log: Path, cwd: Path) -> subprocess.Popen[bytes]:
    """Start `command`, output appended to `log`; its standard input is a pipe that closes when this process ends."""
    with log.open("ab") as output:
        return subprocess.Popen(
            list(command),
            cwd=cwd,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,
        )


def stop(processes: Sequence[subprocess.Popen[bytes]], patience: float = 10.0) -> None:
    """Ask every process to end; kill those that have not within `patience` seconds."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + patience
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
