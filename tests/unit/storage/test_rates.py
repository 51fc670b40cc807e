"""Windows that slide: in memory, in Valkey, and in the fake, by one contract."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from valkey import Valkey

from astromedia.domain.errors import RatesUnavailable
from astromedia.domain.ports import Rates
from astromedia.domain.rate import Quota, Rate
from astromedia.storage.rates import PATIENCE_SECONDS, REST_SECONDS, MemoryRates, ValkeyRates, Window, _standing
from tests.fakes import FakeClock, FakeRates
from tests.unit.storage.users import token_of

LONGEST_WAIT, LONGEST_FIRST = 0.25, 1.25


@pytest.fixture(params=["fake", "memory", "valkey", "as api"])
def rates(request: pytest.FixtureRequest) -> Rates:
    if request.param == "fake":
        return FakeRates(FakeClock())
    if request.param == "as api":
        return ValkeyRates(request.getfixturevalue("closed_valkey_url"), token_of("api"))
    return MemoryRates() if request.param == "memory" else ValkeyRates(request.getfixturevalue("valkey_url"))


def quota(amount: int = 3, seconds: int = 900, name: str = "auth") -> Quota:
    return Quota(name, uuid4().hex, Rate(amount, seconds))


def test_there_is_room_until_there_is_none(rates: Rates) -> None:
    mine = quota(3)
    told = [rates.take([mine])[0] for _ in range(5)]
    assert [(each.taken, each.left) for each in told] == [(True, 2), (True, 1), (True, 0), (False, 0), (False, 0)]
    assert all(0 < each.reset <= 900 for each in told)


def test_each_quota_counts_for_itself(rates: Rates) -> None:
    small, large = quota(1), quota(5, name="standard")
    assert [each.taken for each in rates.take([small, large])] == [True, True]
    assert [(each.quota, each.taken, each.left) for each in rates.take([small, large])] == [
        (small, False, 0),
        (large, True, 3),
    ]
    assert rates.take([quota(1)])[0].taken


def test_another_rate_begins_anew(rates: Rates) -> None:
    mine = quota(1)
    rates.take([mine])
    assert rates.take([mine._replace(rate=Rate(2, 900))])[0].left == 1


def test_what_is_given_back_can_be_taken_again(rates: Rates) -> None:
    mine = quota(2)
    rates.give_back([mine])
    assert [rates.take([mine])[0].left for _ in range(2)] == [1, 0]
    rates.give_back([mine])
    assert [rates.take([mine])[0].taken for _ in range(2)] == [True, False]


def test_of_many_at_once_no_more_get_in_than_there_is_room(rates: Rates) -> None:
    mine = quota(5)
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: rates.take([mine])[0].taken, range(40))) == 5


def test_a_full_window_fades() -> None:
    mine = Quota("auth", "a", Rate(10, 60))
    assert _standing(mine, True, Window(0, 0, 4, 100)) == (mine, True, 6, 40)
    assert _standing(mine, True, Window(10, 33, 2, 93))[2:] == (3, 3)
    assert _standing(mine, True, Window(0, 0, 0, 0))[2:] == (10, 60)


def test_a_request_is_one_round_trip(valkey_url: str) -> None:
    rates = ValkeyRates(valkey_url)
    rates.take([quota()])
    pipelines: list[int] = []
    client = rates._windows._client
    began = client.info("commandstats")["cmdstat_evalsha"]["calls"]
    send = client.connection_pool.get_connection("_")
    client.connection_pool.release(send)
    original = send.send_packed_command

    def counted(command: object, check_health: bool = True) -> None:
        pipelines.append(1)
        original(command, check_health)

    send.send_packed_command = counted
    rates.take([quota(), quota(), quota()])
    assert len(pipelines) == 1
    assert client.info("commandstats")["cmdstat_evalsha"]["calls"] == began + 6


def test_a_valkey_that_forgot_the_scripts_is_told_again(valkey_url: str) -> None:
    rates, mine = ValkeyRates(valkey_url), quota(2)
    rates.take([mine])
    Valkey.from_url(valkey_url).script_flush()
    assert rates.take([mine])[0].left == 0
    Valkey.from_url(valkey_url).script_flush()
    rates.give_back([mine])
    assert rates.take([mine])[0].taken


def test_what_is_counted_is_forgotten_in_time(valkey_url: str) -> None:
    mine = quota(2, 60)
    ValkeyRates(valkey_url).take([mine])
    client: Any = Valkey.from_url(valkey_url)
    keys = [key for key in client.scan_iter("rate:*") if mine.subject.encode() in key]
    assert keys
    assert all(0 < client.ttl(key) <= 120 for key in keys)


@pytest.fixture
def silent() -> Iterator[str]:
    """The URL of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"valkey://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def closed() -> str:
    """A URL where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"valkey://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def slow(valkey_url: str) -> Iterator[str]:
    """The URL of a way to Valkey that takes longer to open than a request would wait, and then none."""
    port = int(valkey_url.rpartition(":")[2].partition("/")[0])

    def carry(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                sink.sendall(data)

    def serve() -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                Event().wait(1.5 * PATIENCE_SECONDS)
                far = socket.create_connection(("127.0.0.1", port))
                for ends in ((near, far), (far, near)):
                    Thread(target=carry, args=ends, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=serve, daemon=True).start()
        yield f"valkey://127.0.0.1:{listener.getsockname()[1]}"


def test_the_first_request_of_a_process_waits_for_the_connection(slow: str) -> None:
    assert ValkeyRates(slow).take([quota()])[0].taken


@pytest.mark.parametrize("kind", ["silent", "closed"])
def test_nobody_waits_longer_than_a_quarter_of_a_second_but_the_first_of_a_process(
    request: pytest.FixtureRequest, kind: str
) -> None:
    now = [100.0]
    rates = ValkeyRates(request.getfixturevalue(kind), monotonic=lambda: now[0])
    for pause, longest in ((0.0, LONGEST_FIRST), (REST_SECONDS / 2, LONGEST_WAIT), (REST_SECONDS, LONGEST_WAIT)):
        now[0] += pause
        began = time.monotonic()
        with pytest.raises(RatesUnavailable):
            rates.take([quota(), quota()])
        assert time.monotonic() - began < longest


def test_one_that_failed_is_left_alone_and_then_asked_again(valkey_url: str, closed: str) -> None:
    now = [100.0]
    rates, good = ValkeyRates(closed, monotonic=lambda: now[0]), ValkeyRates(valkey_url)
    with pytest.raises(RatesUnavailable):
        rates.take([quota()])
    rates._windows = good._windows
    with pytest.raises(RatesUnavailable, match="a moment ago"):
        rates.give_back([quota()])
    now[0] += REST_SECONDS
    assert rates.take([quota()])[0].taken
