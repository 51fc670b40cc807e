"""The cache on a real Valkey, and without one: the same contract for the fake, and nothing ever raised."""

import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from valkey import Valkey
from valkey.exceptions import ValkeyError

from astromedia.gateway.contracts import CacheStore
from astromedia.storage.valkey import COUNT_EVERY_SECONDS, REST_SECONDS, TIMEOUT_SECONDS, ValkeyCache
from tests.fakes.cache import FakeCache
from tests.unit.storage.users import token_of

WORKSPACES = (f"W{number}" for number in count())


@pytest.fixture
def mine() -> str:
    """A workspace of one's own."""
    return next(WORKSPACES)


@pytest.fixture(params=["fake", "valkey", "as agents", "as api"])
def store(request: pytest.FixtureRequest) -> CacheStore:
    """The fake, a Valkey that lets anybody do anything, and one that keeps the users of the template to their rules."""
    if request.param == "fake":
        return FakeCache()
    if request.param == "valkey":
        return ValkeyCache(request.getfixturevalue("valkey_url"))
    return ValkeyCache(request.getfixturevalue("closed_valkey_url"), token_of(request.param.removeprefix("as ")))


def test_what_is_put_is_found_in_its_workspace_only(store: CacheStore, mine: str) -> None:
    store.put(mine, "k", b"\x00value", 60)
    assert store.get(mine, "k") == b"\x00value"
    assert store.get(next(WORKSPACES), "k") is None
    assert store.get(mine, "other") is None


def test_values_are_dropped_by_tag_or_all_together(store: CacheStore, mine: str) -> None:
    other = next(WORKSPACES)
    store.put(mine, "a", b"1", 60, ["campaign/C1", "agent/seo"])
    store.put(mine, "b", b"2", 60, ["campaign/C1"])
    store.put(mine, "c", b"3", 60)
    store.put(other, "a", b"4", 60, ["campaign/C1"])
    assert store.drop(mine, "agent/seo") == 1
    assert [store.get(mine, key) for key in "abc"] == [None, b"2", b"3"]
    assert store.drop(mine) == 2
    assert store.drop(mine) == 0
    assert store.get(other, "a") == b"4"


def test_many_values_are_dropped_by_no_longer_a_command_than_aws_takes(valkey_url: str, mine: str) -> None:
    store, many = ValkeyCache(valkey_url), 4000
    named = {f"{{{mine}}}:{number}": 9e9 for number in range(many)}
    with Valkey.from_url(valkey_url) as client:
        client.zadd(f"{{{mine}}}:tag/all", named)
        client.mset(dict.fromkeys(named, b"1"))
        client.config_set("slowlog-log-slower-than", 0)
        client.config_set("slowlog-max-len", 1000)
        client.slowlog_reset()
        assert store.drop(mine) == many
        client.config_set("slowlog-log-slower-than", -1)
        commands = [entry["command"] for entry in client.slowlog_get(1000)]
    assert commands
    # Of many arguments the slow log tells the first 31, and how many more there were.
    assert max(_more(command) for command in commands) + 32 <= 3999


def _more(command: bytes) -> int:
    told = re.search(rb"\((\d+) more arguments\)", command)
    return int(told[1]) if told else 0


def test_one_leads_until_the_lease_is_given_back(store: CacheStore, mine: str) -> None:
    lease = store.lead(mine, "k", 60)
    assert lease
    assert store.lead(mine, "k", 60) is None
    assert store.lead(next(WORKSPACES), "k", 60)
    store.done(mine, "k", "somebody else's")
    assert store.lead(mine, "k", 60) is None
    store.done(mine, "k", lease)
    assert store.lead(mine, "k", 60)


def test_those_who_wait_are_woken_all_of_them(store: CacheStore, mine: str) -> None:
    lease = store.lead(mine, "k", 60)
    assert lease
    with ThreadPoolExecutor(20) as crowd:
        waiting = [crowd.submit(store.wait, mine, "k", 30.0) for _ in range(20)]
        store.done(mine, "k", lease)
        began = time.monotonic()
        for waiter in waiting:
            waiter.result(timeout=10)
    assert time.monotonic() - began < 10


def test_a_lease_that_nobody_has_is_not_waited_for(store: CacheStore, mine: str) -> None:
    began = time.monotonic()
    store.wait(mine, "k", 30.0)
    assert time.monotonic() - began < 10


def test_waiting_ends_with_the_lease_of_the_dead_or_with_patience(store: CacheStore, mine: str) -> None:
    store.lead(mine, "dead", 0.1)
    store.wait(mine, "dead", 30.0)
    assert store.lead(mine, "dead", 60)
    store.wait(mine, "dead", 0.05)
    assert store.lead(mine, "dead", 60) is None


def test_counts_add_up(store: CacheStore, mine: str) -> None:
    store.count(mine, "cache/seo", {"misses": 1})
    store.count(mine, "cache/seo", {"misses": 1, "saved_nano": 12})
    assert store.counts(mine, "cache/seo") == {"misses": 2, "saved_nano": 12}
    assert store.counts(next(WORKSPACES), "cache/seo") == {}


def test_a_list_keeps_its_newest_rows(store: CacheStore, mine: str) -> None:
    for row in (b"1", b"2", b"3"):
        store.add_row(mine, "rows", row, most=2, seconds=60)
    assert list(store.rows(mine, "rows", 10)) == [b"3", b"2"]
    assert list(store.rows(mine, "rows", 1)) == [b"3"]
    assert list(store.rows(next(WORKSPACES), "rows", 10)) == []
    assert store.drop(mine) == 1
    assert list(store.rows(mine, "rows", 10)) == []


@pytest.fixture
def raw(valkey_url: str) -> Iterator[Any]:
    with Valkey.from_url(valkey_url) as client:
        yield client


def test_reading_does_not_prolong_a_life(valkey_url: str, raw: Any, mine: str) -> None:
    store = ValkeyCache(valkey_url)
    store.put(mine, "k", b"1", 100)
    raw.expire(f"{{{mine}}}:k", 50)
    store.get(mine, "k")
    assert raw.ttl(f"{{{mine}}}:k") <= 50


def test_every_key_begins_with_its_workspace_and_ends_some_day(valkey_url: str, raw: Any, mine: str) -> None:
    store = ValkeyCache(valkey_url)
    store.put(mine, "k", b"1", 60, ["agent/seo"])
    store.add_row(mine, "rows", b"1", 5, 60)
    lease = store.lead(mine, "k", 60)
    store.done(mine, "k", lease or "")
    store.lead(mine, "k", 60)
    keys = list(raw.scan_iter(match=f"*{mine}*"))
    assert len(keys) == 6
    assert all(key.startswith(f"{{{mine}}}:".encode()) and raw.ttl(key) > 0 for key in keys)


def test_what_expired_leaves_its_tags(valkey_url: str, raw: Any, mine: str) -> None:
    store = ValkeyCache(valkey_url)
    tag = f"{{{mine}}}:tag/agent/seo"
    raw.zadd(tag, {f"{{{mine}}}:old": time.time() - 60})
    store.put(mine, "new", b"1", 60, ["agent/seo"])
    assert raw.zrange(tag, 0, -1) == [f"{{{mine}}}:new".encode()]


def test_a_wrong_kind_of_value_is_a_miss_and_no_outage(valkey_url: str, raw: Any, mine: str) -> None:
    warnings: list[str] = []
    store = ValkeyCache(valkey_url, warn=lambda message, /, **facts: warnings.append(message))
    raw.lpush(f"{{{mine}}}:k", "not a string")
    raw.set(f"{{{mine}}}:rows", "not a list")
    assert store.get(mine, "k") is None
    assert list(store.rows(mine, "rows", 5)) == []
    store.put(mine, "other", b"1", 60)
    assert store.get(mine, "other") == b"1"
    assert warnings == ["cache refused a command"] * 2


def test_counting_costs_a_round_trip_a_second_at_most(valkey_url: str, raw: Any, mine: str) -> None:
    now = 0.0
    store = ValkeyCache(valkey_url, monotonic=lambda: now)
    for _ in range(3):
        store.count(mine, "cache/seo", {"misses": 1})
    assert raw.hgetall(f"{{{mine}}}:cache/seo") == {}
    now = COUNT_EVERY_SECONDS
    store.count(mine, "cache/seo", {"misses": 1})
    assert raw.hgetall(f"{{{mine}}}:cache/seo") == {b"misses": b"4"}


def test_an_idle_connection_that_was_closed_costs_nothing(valkey_url: str, raw: Any, mine: str) -> None:
    warnings: list[str] = []
    store = ValkeyCache(valkey_url, warn=lambda message, /, **facts: warnings.append(message))
    store.put(mine, "k", b"1", 60)
    raw.client_kill_filter(_type="normal", skipme=True)
    assert store.get(mine, "k") == b"1"
    assert warnings == []


class Silent:
    """A server that takes connections and never answers; `connections` counts them."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"valkey://127.0.0.1:{self.listener.getsockname()[1]}"

    def __enter__(self) -> "Silent":
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.close()


def unreachable() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"valkey://127.0.0.1:{listener.getsockname()[1]}"


def test_a_cache_that_is_down_finds_nothing_keeps_nothing_and_lets_everyone_lead() -> None:
    store = ValkeyCache(unreachable())
    store.put("W1", "k", b"1", 60, ["agent/seo"])
    store.count("W1", "cache/seo", {"misses": 1})
    store.add_row("W1", "rows", b"1", 5, 60)
    store.wait("W1", "k", 30.0)
    leases = [store.lead("W1", "k", 60) for _ in range(2)]
    assert all(leases)
    store.done("W1", "k", leases[0] or "")
    assert (store.get("W1", "k"), store.rows("W1", "rows", 5), store.counts("W1", "x")) == (None, [], {})
    assert (store.drop("W1"), store.drop("W1", "agent/seo")) == (0, 0)


def test_a_cache_that_hangs_is_given_up_soon_and_then_left_alone_for_a_while() -> None:
    now, warnings = 0.0, []
    with Silent() as server:
        store = ValkeyCache(
            server.url, warn=lambda message, /, **facts: warnings.append(message), monotonic=lambda: now
        )
        began = time.monotonic()
        assert store.get("W1", "k") is None
        assert TIMEOUT_SECONDS <= time.monotonic() - began < 8 * TIMEOUT_SECONDS
        for _ in range(1000):
            assert store.get("W1", "k") is None
        assert warnings == ["cache is left alone"]
        now = REST_SECONDS
        assert store.get("W1", "k") is None
    assert warnings == ["cache is left alone"] * 2


def test_a_cache_that_dies_while_it_is_waited_for_ends_the_wait() -> None:
    with Silent() as server:
        began = time.monotonic()
        ValkeyCache(server.url).wait("W1", "k", 30.0)
        assert time.monotonic() - began < 10


def test_an_address_with_tls_is_reached_by_tls() -> None:
    store = ValkeyCache("valkeys://cache.test:6379")
    connection = store._client.connection_pool.connection_class.__name__
    assert connection == "SSLConnection"


def test_of_a_workspace_that_is_erased_no_key_is_left(valkey_url: str, mine: str) -> None:
    store, other = ValkeyCache(valkey_url), next(WORKSPACES)
    for home in (mine, other):
        store.put(home, "k", b"1", 60, ["agent/seo"])
        store.count(home, "cache/seo", {"hits": 1})
        store.add_row(home, "rows", b"1", 3, 60)
        assert store.lead(home, "led", 60)
    store.flush()
    assert store.erase(mine) > 4
    assert store.erase(mine) == 0
    client = Valkey.from_url(valkey_url.replace("valkey://", "redis://"))
    assert list(client.scan_iter(match=f"*{{{mine}}}*")) == []
    assert store.get(other, "k") == b"1"


def test_a_cache_that_is_down_is_not_taken_for_an_empty_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises((ValkeyError, OSError)):
        ValkeyCache(f"valkey://127.0.0.1:{port}").erase("W1")
