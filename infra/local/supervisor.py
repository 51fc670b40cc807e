"""The process that owns the servers: starts them, ends with the first that fails, and takes all with it.

`python -m infra.local.supervisor PLAN`. It holds a lock on the data folder for as long as it lives, so that "is it
running?" has one answer that no stale file can falsify.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from infra.local import processes, valkey
from infra.local.faults import FaultFile
from infra.local.plan import Folder, Plan, fake_credentials

_LOCK = "supervisor.lock"
_TICK = 0.2


def hold(folder: Folder) -> IO[str] | None:
    """Take the lock of a data folder and write our process id into it; None when another process has it."""
    lock = (folder.path / _LOCK).open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def holder(folder: Folder) -> int | None:
    """The process id of the supervisor that runs on a data folder, or None."""
    path = folder.path / _LOCK
    if not path.exists():
        return None
    with path.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(lock.read() or 0) or None
    return None


def commands(plan: Plan, plan_file: Path) -> dict[str, list[str]]:
    """How each server is started."""
    own = {
        name: [sys.executable, "-m", f"infra.local.{name}", str(plan_file)] for name in ("aws", "states", "functions")
    }
    return {**own, "cache": valkey.command(plan.ports["cache"], plan.folder.path / "valkey")}


Server = subprocess.Popen[bytes]


def starter(plan: Plan, plan_file: Path) -> Callable[[str], Server]:
    """What starts a server by its name, logging to a file of its own."""
    repository = Path(__file__).resolve().parents[2]
    environment = {
        **processes.base_environment(os.environ),
        **fake_credentials(plan.aws_url),
        "PYTHONPATH": str(repository),
        "PYTHONUNBUFFERED": "1",
    }
    how = commands(plan, plan_file)
    return lambda name: processes.spawn(how[name], environment, plan.folder.logs / f"{name}.log", repository)


def watch(servers: dict[str, Server], start: Callable[[str], Server], faults: FaultFile) -> str:
    """Wait until a server ends by itself; returns what to say about it. Those that a fault wants down are killed, and
    started again when it is over."""
    down: set[str] = set()
    while True:
        wanted = servers.keys() & set(faults.read().down)
        for name in wanted - down:
            servers[name].kill()
        for name in down - wanted:
            servers[name].wait()
            servers[name] = start(name)
        down = wanted
        for name in servers.keys() - down:
            if servers[name].poll() is not None:
                return f"{name} ended with code {servers[name].returncode}: see logs/{name}.log"
        time.sleep(_TICK)


def main(plan_file: Path) -> int:
    """Run one local cloud until told to stop."""
    plan = Plan.read(plan_file)
    lock = hold(plan.folder)
    if lock is None:
        sys.exit(f"{plan.folder.path} is in use by another local cloud")
    faults = FaultFile(plan.folder.path)
    faults.clear()
    start = starter(plan, plan_file)
    servers = {name: start(name) for name in commands(plan, plan_file)}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        print(watch(servers, start, faults), flush=True)
    finally:
        processes.stop([servers.pop("states")])  # first: no execution may see the functions go, and fail
        processes.stop(list(servers.values()))
        plan.folder.endpoints.unlink(missing_ok=True)
    return 1


if __name__ == "__main__":
    if not sys.stdin.closed and sys.argv[2:] == ["--attached"]:
        processes.watch_parent(leave=lambda: os.kill(os.getpid(), signal.SIGTERM))
    sys.exit(main(Path(sys.argv[1])))
