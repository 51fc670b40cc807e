"""One execution environment: a runtime process, its Runtime API and its log."""

import asyncio
import sys
import uuid
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from infra.local import processes
from infra.local.functions.outcome import InitFailed, Outcome, error, timed_out
from infra.local.functions.runtime import Conversation, Invocation, serve
from infra.local.functions.settings import FunctionSettings

_WRONG_CLOCK = Path(__file__).with_name("wrong_clock.py")
_START_LIMIT = 60.0
"""Seconds a runtime may take to come up: AWS allows 10, but here many may start on two cores."""


@dataclass(frozen=True)
class Host:
    """Where functions live on this machine: `root` is their task root, `base` the variables every runtime gets."""

    root: Path
    logs: Path
    base: Mapping[str, str]

    def environment(self, settings: FunctionSettings, runtime_api: str) -> dict[str, str]:
        """The variables of one runtime, as AWS sets them, with the function's own on top."""
        return {
            **self.base,
            "AWS_EXECUTION_ENV": f"AWS_Lambda_python{sys.version_info.major}.{sys.version_info.minor}",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(settings.memory),
            "AWS_LAMBDA_FUNCTION_NAME": settings.name,
            "AWS_LAMBDA_FUNCTION_VERSION": settings.version,
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_FORMAT": settings.log_format,
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{settings.name}",
            "AWS_LAMBDA_LOG_STREAM_NAME": uuid.uuid4().hex,
            "LAMBDA_TASK_ROOT": str(self.root),
            "TZ": ":UTC",
            **settings.credentials,
            **settings.environment,
            "AWS_LAMBDA_RUNTIME_API": runtime_api,
            "_HANDLER": settings.handler,
        }


def runtime(settings: FunctionSettings) -> list[str]:
    """The command that runs a function."""
    if settings.ahead:
        return [sys.executable, str(_WRONG_CLOCK), str(settings.ahead), settings.handler]
    return [sys.executable, "-m", "awslambdaric", settings.handler]


class Environment:
    """A runtime for one invocation at a time; `revision` names the code and settings it was started with."""

    def __init__(
        self, settings: FunctionSettings, revision: object, host: Host, on_exit: Callable[["Environment"], None]
    ) -> None:
        self.name = settings.name
        self.revision = revision
        self._settings = settings
        self._host = host
        self._on_exit = on_exit
        self._conversation = Conversation(settings.arn)
        self._process: asyncio.subprocess.Process | None = None
        self._killed = False
        self._log: deque[bytes] = deque(maxlen=400)

    async def start(self) -> None:
        """Start the runtime; returns once it waits for work. Raises InitFailed."""
        server, port = await serve(self._conversation)
        self._process = await asyncio.create_subprocess_exec(
            *runtime(self._settings),
            cwd=self._host.root,
            env=self._host.environment(self._settings, f"127.0.0.1:{port}"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=1 << 20,
            preexec_fn=processes.die_with_parent,
        )
        self._watcher = asyncio.create_task(self._watch(self._process, server.cleanup))
        try:
            await asyncio.wait_for(self._conversation.ready, _START_LIMIT)
        except TimeoutError:
            raise InitFailed(
                error("Runtime.InitTimeout", f"{self.name} did not start in {_START_LIMIT:.0f} s")
            ) from None
        finally:
            if not self._conversation.ready.done() or self._conversation.ready.exception():
                self.kill()

    async def invoke(self, request_id: str, body: bytes) -> Outcome:
        """Run one event; a runtime that takes too long is killed, as on AWS."""
        seconds = self._settings.timeout
        invocation = Invocation(request_id, body, seconds)
        self._log.clear()
        self._conversation.give(invocation)
        try:
            outcome = await asyncio.wait_for(invocation.outcome, seconds)
        except TimeoutError:
            self.kill()
            outcome = Outcome(timed_out(request_id, seconds), failed=True)
        return Outcome(outcome.payload, outcome.failed, b"".join(self._log))

    @property
    def alive(self) -> bool:
        """Whether the process runs and is meant to go on."""
        return not self._killed and self._process is not None and self._process.returncode is None

    def kill(self) -> None:
        """End the process now; on_exit follows once it is gone."""
        self._killed = True
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def _watch(self, process: asyncio.subprocess.Process, close: Callable[[], Awaitable[None]]) -> None:
        assert process.stdout is not None
        with (self._host.logs / f"{self.name}.log").open("ab", buffering=0) as file:
            await self._copy(process.stdout, file)
        self._conversation.end(await process.wait())
        self._on_exit(self)
        await close()

    async def _copy(self, source: asyncio.StreamReader, file: IO[bytes]) -> None:
        while chunk := await source.read(1 << 16):
            lines = chunk.replace(b"\r", b"\n")  # the runtime ends a line of a traceback with a carriage return
            file.write(lines)
            self._log.append(lines)
