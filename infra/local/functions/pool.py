"""Which invocation runs in which environment: first come, first served, within limits that suit a small machine."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Protocol

from infra.local.functions.outcome import InitFailed, Outcome
from infra.local.functions.settings import FunctionSettings


class Runner(Protocol):
    """What the pool needs of an execution environment."""

    name: str
    revision: object

    @property
    def alive(self) -> bool: ...

    async def start(self) -> None: ...

    async def invoke(self, request_id: str, body: bytes) -> Outcome: ...

    def kill(self) -> None: ...


@dataclass(frozen=True)
class Limits:
    """At most `total` environments, `per_function` of one function, and `starting` that start at the same time."""

    total: int
    per_function: int
    starting: int

    @staticmethod
    def for_cores(cores: int) -> "Limits":
        """Enough to overlap model calls, few enough that cold starts do not starve each other.

        An environment that waits for a model takes no processor, so that even one core has several; but one that has to
        make room for another, and is started again for the next phase, takes a second or two of it each time.
        """
        return Limits(total=24 + 8 * cores, per_function=8 + 4 * cores, starting=cores)


@dataclass
class Spent:
    """What came of a function so far: its megabytes, how often it ran and failed, and how long it ran, without its
    starts."""

    memory: int
    invocations: int = 0
    failed: int = 0
    seconds: float = 0.0


@dataclass
class _Ticket:
    settings: FunctionSettings
    revision: object
    runner: asyncio.Future[Runner] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Pool:
    """Environments, and the queue of invocations that wait for one.

    Nothing is refused: where AWS would answer 429 the invocation waits its turn. An idle environment of a function
    nobody waits for makes room for one that somebody does.
    """

    def __init__(self, limits: Limits, launch: Callable[[FunctionSettings, object], Runner]) -> None:
        self._limits = limits
        self._launch = launch
        self._waiting: list[_Ticket] = []
        self._idle: list[Runner] = []
        self._alive: list[Runner] = []
        self._starting: list[Runner] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._spent: dict[str, Spent] = {}

    async def run(self, settings: FunctionSettings, revision: object, request_id: str, body: bytes) -> Outcome:
        """Invoke a function in an environment of exactly this `revision`, when its turn comes."""
        ticket = _Ticket(settings, revision)
        self._waiting.append(ticket)
        self._dispatch()
        try:
            runner = await ticket.runner
        except InitFailed as failure:
            return self._spent_on(settings, Outcome(failure.payload, failed=True), 0.0)
        began = time.perf_counter()
        try:
            outcome = await runner.invoke(request_id, body)
            return self._spent_on(settings, outcome, time.perf_counter() - began)
        finally:
            self._release(runner)

    def retire(self, name: str, revision: object) -> None:
        """End the idle environments of `name` that run anything but `revision`."""
        for runner in [idle for idle in self._idle if idle.name == name and idle.revision != revision]:
            self._end(runner)

    def forget(self, runner: Runner) -> None:
        """Drop an environment whose process has ended."""
        self._drop(runner)
        self._dispatch()

    def close(self) -> None:
        """End every environment."""
        for runner in list(self._alive):
            runner.kill()

    def census(self) -> dict[str, int]:
        """How many environments each function has."""
        return dict(Counter(runner.name for runner in self._alive))

    def spent(self) -> dict[str, dict[str, float]]:
        """What came of each function so far, as `Spent` has it."""
        return {name: asdict(spent) for name, spent in self._spent.items()}

    def _spent_on(self, settings: FunctionSettings, outcome: Outcome, seconds: float) -> Outcome:
        """The outcome, once it is counted."""
        spent = self._spent.setdefault(settings.name, Spent(settings.memory))
        spent.invocations += 1
        spent.failed += outcome.failed
        spent.seconds += seconds
        return outcome

    def _release(self, runner: Runner) -> None:
        if runner in self._alive and runner.alive:
            self._idle.append(runner)
        self._dispatch()

    def _dispatch(self) -> None:
        self._serve_from_idle()
        promised: Counter[str] = Counter(runner.name for runner in self._starting)
        for ticket in list(self._waiting):
            name = ticket.settings.name
            if promised[name]:
                promised[name] -= 1
            else:
                self._start(ticket)

    def _serve_from_idle(self) -> None:
        for ticket in list(self._waiting):
            self.retire(ticket.settings.name, ticket.revision)
            match = next((idle for idle in reversed(self._idle) if idle.name == ticket.settings.name), None)
            if match is not None:
                self._idle.remove(match)
                self._waiting.remove(ticket)
                ticket.runner.set_result(match)

    def _start(self, ticket: _Ticket) -> None:
        settings = ticket.settings
        own = min(self._limits.per_function, settings.reserved_concurrency or self._limits.per_function)
        if len(self._starting) >= self._limits.starting or self.census().get(settings.name, 0) >= own:
            return
        if len(self._alive) >= self._limits.total and not self._evict():
            return
        runner = self._launch(settings, ticket.revision)
        self._alive.append(runner)
        self._starting.append(runner)
        task = asyncio.create_task(self._bring_up(runner))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _evict(self) -> bool:
        if not self._idle:
            return False
        crowd = self.census()
        self._end(max(self._idle, key=lambda runner: crowd[runner.name]))
        return True

    def _end(self, runner: Runner) -> None:
        self._drop(runner)
        runner.kill()

    def _drop(self, runner: Runner) -> None:
        self._alive = [other for other in self._alive if other is not runner]
        self._idle = [other for other in self._idle if other is not runner]

    async def _bring_up(self, runner: Runner) -> None:
        try:
            await runner.start()
        except InitFailed as failure:
            self._drop(runner)
            self._fail_first(runner.name, failure)
        else:
            if runner in self._alive:
                self._idle.append(runner)
        finally:
            self._starting.remove(runner)
            self._dispatch()

    def _fail_first(self, name: str, failure: InitFailed) -> None:
        ticket = next((waiting for waiting in self._waiting if waiting.settings.name == name), None)
        if ticket is not None:
            self._waiting.remove(ticket)
            ticket.runner.set_exception(failure)
