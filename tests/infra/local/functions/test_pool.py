"""The pool: order, limits, eviction, retirement and failures, with environments that do what they are told."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps

import pytest

from infra.local.functions.outcome import InitFailed, Outcome
from infra.local.functions.pool import Limits, Pool
from infra.local.functions.settings import FunctionSettings


def of(name: str, reserved: int | None = None) -> FunctionSettings:
    return FunctionSettings(name, f"arn:{name}", "m.handler", 3.0, 128, {}, {}, reserved)


class FakeRunner:
    """Starts at once, and answers when its gate is open with its own number and the body."""

    def __init__(self, settings: FunctionSettings, revision: object, number: int, gate: asyncio.Event) -> None:
        self.name, self.revision, self.number = settings.name, revision, number
        self.alive = True
        self._gate = gate

    async def start(self) -> None:
        await asyncio.sleep(0)
        if self.name == "broken":
            raise InitFailed(b"cannot import")

    async def invoke(self, request_id: str, body: bytes) -> Outcome:
        await self._gate.wait()
        if body == b"die":
            self.alive = False
        return Outcome(f"{self.name}{self.number}:".encode() + body)

    def kill(self) -> None:
        self.alive = False


class Bench:
    """A pool and the environments it launched."""

    def __init__(self, total: int = 4, per_function: int = 2, starting: int = 2) -> None:
        self.gate = asyncio.Event()
        self.launched: list[FakeRunner] = []
        self.pool = Pool(Limits(total, per_function, starting), self._launch)

    def _launch(self, settings: FunctionSettings, revision: object) -> FakeRunner:
        runner = FakeRunner(settings, revision, len(self.launched), self.gate)
        self.launched.append(runner)
        return runner

    def run(self, settings: FunctionSettings, body: bytes = b"", revision: object = 1) -> "asyncio.Task[Outcome]":
        return asyncio.create_task(self.pool.run(settings, revision, "id", body))


def in_loop(test: Callable[[], Awaitable[None]]) -> Callable[[], None]:
    @wraps(test)
    def run() -> None:
        async def bounded() -> None:
            async with asyncio.timeout(5):
                await test()

        asyncio.run(bounded())

    return run


async def settle() -> None:
    """Let every task that can run, run."""
    for _ in range(20):
        await asyncio.sleep(0)


@in_loop
async def test_an_idle_environment_is_used_again() -> None:
    bench = Bench()
    bench.gate.set()
    assert [(await bench.run(of("f"))).payload for _ in range(3)] == [b"f0:"] * 3


@in_loop
async def test_a_function_never_has_more_environments_than_its_limit() -> None:
    bench = Bench(per_function=2)
    tasks = [bench.run(of("f")) for _ in range(10)]
    await settle()
    assert bench.pool.census() == {"f": 2}
    bench.gate.set()
    await asyncio.gather(*tasks)
    assert len(bench.launched) == 2


@in_loop
async def test_reserved_concurrency_lowers_the_limit() -> None:
    bench = Bench(per_function=4)
    tasks = [bench.run(of("f", reserved=1)) for _ in range(3)]
    await settle()
    assert bench.pool.census() == {"f": 1}
    bench.gate.set()
    await asyncio.gather(*tasks)


@in_loop
async def test_invocations_of_one_function_are_answered_in_order() -> None:
    bench = Bench(per_function=1)
    order: list[int] = []

    async def one(number: int) -> None:
        await bench.run(of("f"), str(number).encode())
        order.append(number)

    tasks = [asyncio.create_task(one(number)) for number in range(8)]
    await settle()
    bench.gate.set()
    await asyncio.gather(*tasks)
    assert order == sorted(order)


@in_loop
async def test_only_so_many_start_at_once() -> None:
    bench = Bench(total=9, per_function=9, starting=2)
    tasks = [bench.run(of("f")) for _ in range(9)]
    await asyncio.sleep(0)
    assert len(bench.launched) == 2
    await settle()
    assert len(bench.launched) == 9
    bench.gate.set()
    await asyncio.gather(*tasks)


@in_loop
async def test_an_idle_environment_makes_room_for_another_function() -> None:
    bench = Bench(total=2)
    bench.gate.set()
    await asyncio.gather(bench.run(of("a")), bench.run(of("a")))
    assert (await bench.run(of("b"))).payload.startswith(b"b")
    assert bench.pool.census() == {"a": 1, "b": 1}
    assert [runner.alive for runner in bench.launched].count(False) == 1


@in_loop
async def test_busy_environments_are_not_evicted() -> None:
    bench = Bench(total=2)
    busy = [bench.run(of("a")) for _ in range(2)]
    late = bench.run(of("b"))
    await settle()
    assert bench.pool.census() == {"a": 2}
    bench.gate.set()
    await asyncio.gather(*busy, late)
    assert all(runner.alive for runner in bench.launched if runner.name == "b")


@in_loop
async def test_an_old_revision_is_retired_before_the_next_invocation() -> None:
    bench = Bench()
    bench.gate.set()
    await bench.run(of("f"), revision="old")
    assert (await bench.run(of("f"), revision="new")).payload == b"f1:"
    assert not bench.launched[0].alive
    assert bench.pool.census() == {"f": 1}


@in_loop
async def test_an_environment_that_ended_is_not_used_again() -> None:
    bench = Bench()
    bench.gate.set()
    await bench.run(of("f"), b"die")
    bench.pool.forget(bench.launched[0])
    assert (await bench.run(of("f"))).payload == b"f1:"


@in_loop
async def test_a_failed_start_is_the_outcome_of_every_invocation() -> None:
    bench = Bench()
    outcomes = await asyncio.gather(*(bench.run(of("broken")) for _ in range(5)))
    assert [(outcome.payload, outcome.failed) for outcome in outcomes] == [(b"cannot import", True)] * 5
    assert bench.pool.census() == {}


@in_loop
async def test_closing_ends_every_environment() -> None:
    bench = Bench()
    bench.gate.set()
    await asyncio.gather(bench.run(of("a")), bench.run(of("b")))
    bench.pool.close()
    assert not any(runner.alive for runner in bench.launched)


@pytest.mark.parametrize(("cores", "total", "per_function"), [(1, 32, 12), (2, 40, 16), (8, 88, 40)])
def test_limits_grow_with_the_machine(cores: int, total: int, per_function: int) -> None:
    assert Limits.for_cores(cores) == Limits(total=total, per_function=per_function, starting=cores)
