"""A local cloud from start to stop."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from types import TracebackType

import urllib3

from infra.local import secrets, supervisor, synth
from infra.local.deploy import Deployed, Deployer, templates
from infra.local.endpoints import Endpoints
from infra.local.plan import SERVERS, Folder, Plan, Project
from infra.local.ports import LOOPBACK, allocate
from infra.local.processes import die_with_parent
from infra.local.progress import Progress

REPOSITORY = Path(__file__).resolve().parents[2]
_PATIENCE = 60.0
_POLL = 0.02


class StartFailed(RuntimeError):
    """A server did not come up; the message says where to look."""


def default_folder(environ: Mapping[str, str]) -> Path:
    """The data folder: ASTROMEDIA_LOCAL_DIR, or `.local` in the repository."""
    return Path(environ.get("ASTROMEDIA_LOCAL_DIR") or REPOSITORY / ".local").resolve()


class LocalCloud:
    """The product on this machine: `with LocalCloud(folder) as cloud: cloud.endpoints.api_url`.

    Every folder is a cloud of its own, on ports of its own. As a context manager it ends with the block, and with the
    process; `start(detached=True)` leaves it running. A folder that is already up is used as it is, and redeployed.
    """

    def __init__(
        self,
        folder: Path | None = None,
        project: Project | None = None,
        say: Callable[[str], object] = lambda line: None,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.folder = Folder((folder or default_folder(environ)).resolve())
        self.project = project or Project.of_repository(REPOSITORY)
        self._environ = environ
        self._progress = Progress(say)
        self._process: subprocess.Popen[bytes] | None = None
        self._endpoints: Endpoints | None = None

    @property
    def endpoints(self) -> Endpoints:
        """Where the running cloud is found."""
        return self._endpoints or Endpoints.read(self.folder.endpoints)

    @property
    def functions_url(self) -> str:
        """Where the running cloud's server of functions is found."""
        return Plan.read(self._plan_file).url("functions")

    @property
    def pid(self) -> int | None:
        """The supervisor's process id, or None when the cloud is down."""
        return supervisor.holder(self.folder)

    def start(self, *, detached: bool = False) -> Endpoints:
        """Bring the cloud up and deploy the template. Raises StartFailed, SynthFailed or DeployFailed.

        A cloud that was up before stays up whatever happens; one that was not does not stay up half done.
        """
        self.folder.create()
        with _alone(self.folder.path / "start.lock"):
            running = self.pid is not None
            try:
                return self._start(running=running, detached=detached)
            except BaseException:
                if not running:
                    self.stop()
                raise

    def _start(self, *, running: bool, detached: bool) -> Endpoints:
        with ThreadPoolExecutor(max_workers=1) as aside:
            synthesis = aside.submit(self._synthesise)
            plan = self._running_plan() if running else self._launch(detached=detached)
            deployer = Deployer(plan.aws_url)
            if not running:
                self._await_servers(plan)
            synthesis.result()
        outputs = self._deploy(plan, deployer)
        self._put_secrets(plan, outputs)
        self._settle(plan)
        self._endpoints = Endpoints.of(plan, outputs)
        self._endpoints.write(self.folder.endpoints)
        return self._endpoints

    def stop(self) -> bool:
        """Stop the cloud, keeping its data; returns whether it was up."""
        pid = self.pid
        if pid is None:
            self._abandon()
            return False
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + _PATIENCE
        while self.pid == pid:
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
            time.sleep(_POLL)
        self._reap()
        self.folder.endpoints.unlink(missing_ok=True)
        return True

    def __enter__(self) -> "LocalCloud":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _plan_file(self) -> Path:
        return self.folder.path / "plan.json"

    def _synthesise(self) -> None:
        with self._progress.step("template") as step:
            ran = synth.synthesise(self.project, self.folder, self._environ)
            step.result = "synthesised" if ran else "unchanged"

    def _running_plan(self) -> Plan:
        return Plan.read(self._plan_file)

    def _launch(self, *, detached: bool) -> Plan:
        plan = Plan(self.project, self.folder, allocate(SERVERS, self.folder.path / "ports.json"))
        plan.write(self._plan_file)
        command = [sys.executable, "-m", "infra.local.supervisor", str(self._plan_file)]
        self._reap()
        with (self.folder.logs / "supervisor.log").open("ab") as log:
            self._process = subprocess.Popen(
                command if detached else [*command, "--attached"],
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL if detached else subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=None if detached else die_with_parent,
            )
        return plan

    def _abandon(self) -> None:
        """End a supervisor of ours that has ended, or that does not hold the folder yet."""
        if self._process is not None:
            self._process.terminate()
            self._reap()

    def _reap(self) -> None:
        """Let go of a supervisor of ours that has ended."""
        if self._process is not None:
            self._process.wait()
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._process = None

    def _await_servers(self, plan: Plan) -> None:
        with self._progress.step("servers") as step:
            deadline = time.monotonic() + _PATIENCE
            for name in SERVERS:
                while not _listens(plan.ports[name]):
                    self._check_launch(name, deadline)
                    time.sleep(_POLL)
            step.result = ", ".join(f"{name} {plan.ports[name]}" for name in SERVERS)

    def _check_launch(self, name: str, deadline: float) -> None:
        if self._process is not None and self._process.poll() is not None:
            log = (self.folder.logs / "supervisor.log").read_text().strip().rpartition("\n")[2]
            raise StartFailed(f"the local cloud ended while starting: {log} (in {self.folder.path})")
        if time.monotonic() > deadline:
            raise StartFailed(f"{name} did not start within {_PATIENCE:.0f} s: see {self.folder.logs / name}.log")

    def _deploy(self, plan: Plan, deployer: Deployer) -> dict[str, dict[str, str]]:
        with self._progress.step("stacks") as step:
            deployer.bootstrap()
            done: list[Deployed] = [deployer.deploy(template) for template in templates(self.folder.assembly)]
            if any(stack.change != "unchanged" for stack in done):
                _post(f"{plan.url('functions')}/_local/refresh")
            step.result = ", ".join(f"{stack.stack} {stack.change}" for stack in done)
        return {stack.stack: stack.outputs for stack in done}

    def _put_secrets(self, plan: Plan, outputs: Mapping[str, Mapping[str, str]]) -> None:
        for arn in secrets.arns(outputs.values()):
            with self._progress.step("models") as step:
                settings = secrets.model_settings(self._environ, self.project.task_root / ".env")
                secrets.put(plan.aws_url, arn, settings)
                step.result = ", ".join(settings) or "offline: no model settings in the environment or in .env"

    def _settle(self, plan: Plan) -> None:
        _post(f"{plan.aws_url}/_local/flush")
        _post(f"{plan.url('states')}/_local/recover")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock on `path`: two starts on one folder follow each other, and the second finds the cloud up."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def _post(url: str) -> None:
    answer = urllib3.request("POST", url, timeout=_PATIENCE, retries=False)
    if answer.status != HTTPStatus.OK:
        raise StartFailed(f"{url} answered {answer.status}: {answer.data[:200]!r}")
