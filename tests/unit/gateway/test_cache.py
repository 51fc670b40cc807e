"""What is kept is found as it was; whatever else is found there is nothing."""

import itertools
import json
import zlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia.gateway.cache import TEXT_SECONDS, WORTH_COMPRESSING, AnswerCache, packed, unpacked
from astromedia.gateway.contracts import CachedAnswer
from tests.fakes import FakeClock
from tests.fakes.cache import FakeCache

from .gateways import CAMPAIGN, purpose

ANSWER = CachedAnswer({"title": "Grüezi"}, "openai", "m", Decimal("0.0012"), CAMPAIGN)
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=5))


@given(st.dictionaries(st.text(), JSON, max_size=8), st.decimals(0, 100, places=9))
def test_what_is_packed_is_unpacked(data: dict[str, object], cost: Decimal) -> None:
    answer = ANSWER._replace(data=data, cost=cost)
    assert unpacked(packed(answer)) == answer


def test_only_what_is_long_is_compressed() -> None:
    short, long = packed(ANSWER), packed(ANSWER._replace(data={"title": "word " * WORTH_COMPRESSING}))
    assert json.loads(short)[-1] == ANSWER.data
    assert len(long) < WORTH_COMPRESSING < len(zlib.decompress(long))


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"garbage",
        b"\x00\xff",
        b"[",
        b"[]",
        b"null",
        b'["openai","m","free","C",{}]',
        b'["openai","m","0.1","C",["not","an","object"]]',
        packed(ANSWER)[:-3],
        zlib.compress(b"garbage"),
        zlib.compress(packed(ANSWER))[:-9],
        b"[" * 100_000,
    ],
    ids=itertools.count(),
)
def test_a_poisoned_value_is_a_miss(garbage: bytes) -> None:
    store = FakeCache()
    store.put("W1", "k", garbage, 60)
    assert AnswerCache(store).find("W1", "k") is None


def test_an_answer_is_found_until_its_time_is_up_however_often_it_is_read() -> None:
    clock = FakeClock()
    start = clock().timestamp()
    cache = AnswerCache(FakeCache(lambda: clock().timestamp()))
    cache.keep(purpose(), "k", ANSWER, TEXT_SECONDS)
    while clock().timestamp() < start + TEXT_SECONDS:
        assert cache.find("W1", "k") == ANSWER
        clock.advance(3600)
    assert cache.find("W1", "k") is None


def test_tenants_never_meet() -> None:
    cache = AnswerCache(FakeCache())
    cache.keep(purpose(), "k", ANSWER, 60)
    assert cache.find("W2", "k") is None


def test_an_answer_is_dropped_with_its_agent() -> None:
    store = FakeCache()
    AnswerCache(store).keep(purpose(), "k", ANSWER, 60)
    assert store.drop("W1", "agent/seo") == 0
    assert store.drop("W2") == 0
    assert store.drop("W1", "agent/copywriter") == 1


def test_hits_misses_and_savings_are_counted_by_agent() -> None:
    store = FakeCache()
    cache = AnswerCache(store)
    cache.count(purpose(), "misses")
    cache.count(purpose(), "exact_hits", Decimal("0.0012"))
    cache.count(purpose(), "exact_hits", Decimal("0.000000001"))
    assert store.counts("W1", "cache/copywriter") == {"misses": 1, "exact_hits": 2, "saved_nano": 1_200_001}
