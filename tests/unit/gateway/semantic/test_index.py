"""Earlier calls are found again in other words, within a workspace and an error budget."""

from collections.abc import Callable, Sequence

import pytest

from astromedia.gateway.absent import NoCache
from astromedia.gateway.semantic.index import SemanticCache
from astromedia.gateway.semantic.learning import learnt
from tests.fakes.cache import FakeCache
from tests.samples import id_at

from .calls import WORKSPACE, call

REQUEST = "Write five headlines for Lumio desk lamps."
SAME = "Please give me 5 headlines for Lumio's desk lamps."
NEARLY = "Write five headlines for Lumio floor lamps."


def never() -> float:
    return 1.0


def always() -> float:
    return 0.0


def index(
    store: FakeCache, random: Callable[[], float] = never, like: float = 0.9, now: Callable[[], float] = lambda: 0.0
) -> SemanticCache:
    return SemanticCache(store, random, monotonic=now, similarity=lambda: lambda a, b: like)


def test_the_same_request_is_found() -> None:
    found = index(FakeCache())
    found.keep(call(REQUEST), "key-1")
    hit = found.find(call(SAME))
    assert hit is not None
    assert (hit.key, hit.shadow) == ("key-1", False)
    assert 0.95 <= hit.score <= 1.0


BRIEF = {
    "goals": ["Book 120 product demos with manufacturers of 50 to 500 people"],
    "differentiators": [f"Replans line {number} in under ten seconds when a machine stops" for number in range(40)],
    "audience": {"description": "operations managers of mid-sized manufacturers", "location": "Canada"},
}
SAME_BRIEF = BRIEF | {
    "goals": ["Book 120 product demos at manufacturers of 50 to 500 people"],
    "audience": {"description": "operations managers at mid-sized manufacturers", "location": "Canada"},
}


def test_a_whole_brief_is_found_in_other_words() -> None:
    store = FakeCache()
    index(store).keep(call("", inputs={"brief": BRIEF}), "key-1")
    hit = index(store).find(call("", inputs={"brief": SAME_BRIEF}))
    assert hit is not None
    assert hit.key == "key-1"
    other = BRIEF | {"goals": ["Book 130 product demos with manufacturers of 50 to 500 people"]}
    assert index(store).find(call("", inputs={"brief": other})) is None


@pytest.mark.parametrize("row", [b"", b"[", b"[1]", b'["key-1", [["x"]]]', b'["key-1", 7]', b"\xff\x00", b"null"])
def test_a_row_that_cannot_be_read_is_none(row: bytes) -> None:
    class Poisoned(FakeCache):
        def rows(self, workspace_id: str, key: str, limit: int) -> Sequence[bytes]:
            return [row]

    assert index(Poisoned()).find(call(REQUEST)) is None


@pytest.mark.parametrize(
    "asked",
    [
        call("Write six headlines for Lumio desk lamps."),
        call("Write five headlines for Koda desk lamps."),
        call(NEARLY),
        call(SAME, workspace=id_at(9)),
        call(SAME, agent="seo"),
        call(SAME, language="fr"),
        call("Write.", inputs={}),
    ],
)
def test_another_request_is_not(asked: object) -> None:
    found = index(FakeCache())
    found.keep(call(REQUEST), "key-1")
    assert found.find(asked) is None  # type: ignore[arg-type]


def test_a_sampled_hit_is_a_shadow() -> None:
    found = index(FakeCache(), always)
    found.keep(call(REQUEST), "key-1")
    hit = found.find(call(SAME))
    assert hit is not None
    assert hit.shadow


def test_now_and_then_a_near_miss_is_tried_as_a_shadow() -> None:
    found = index(FakeCache(), always)
    found.keep(call(REQUEST), "key-1")
    hit = found.find(call(NEARLY))
    assert hit is not None
    assert hit.shadow
    assert hit.score == pytest.approx(0.72)


def test_what_is_far_is_not_even_tried() -> None:
    found = index(FakeCache(), always, like=0.2)
    found.keep(call(REQUEST), "key-1")
    assert found.find(call(NEARLY)) is None


def test_wrong_hits_turn_it_off_for_that_agent() -> None:
    store = FakeCache()
    found = index(store)
    found.keep(call(REQUEST), "key-1")
    found.keep(call(REQUEST, agent="seo"), "key-2")
    hit = found.find(call(SAME))
    assert hit is not None
    for _ in range(50):
        found.judge(call(SAME), hit, right=False)
    assert found.find(call(SAME)) is None
    assert found.find(call(SAME, agent="seo")) is not None


def test_false_hits_are_kept_without_their_text() -> None:
    store = FakeCache()
    found = index(store)
    found.keep(call(REQUEST), "key-1")
    hit = found.find(call(SAME))
    assert hit is not None
    for right in (True, False):
        found.judge(call(SAME), hit, right=right)
    known = learnt(store, WORKSPACE, "copywriter")
    assert (known.samples, known.wrong, known.threshold) == (2, 1, known.threshold)
    assert known.false_hits[0].key == "key-1"
    assert known.false_hits[0].facts == ("amount:count:5", "deliverable:headline")
    assert "desk" not in repr(store.lists[WORKSPACE, "semantic/wrong/copywriter"])


def test_what_others_learnt_is_noticed_within_a_minute() -> None:
    store, now = FakeCache(), [0.0]
    ours, theirs = index(store, now=lambda: now[0]), index(store)
    ours.keep(call(REQUEST), "key-1")
    hit = ours.find(call(SAME))
    assert hit is not None
    for _ in range(50):
        theirs.judge(call(SAME), hit, right=False)
    assert ours.find(call(SAME)) is not None
    now[0] = 61.0
    assert ours.find(call(SAME)) is None


def test_without_a_store_nothing_is_found() -> None:
    found = SemanticCache(NoCache(), never)
    found.keep(call(REQUEST), "key-1")
    assert found.find(call(SAME)) is None


def test_calls_without_free_text_are_left_alone() -> None:
    store = FakeCache()
    index(store).keep(call("", inputs={"brand": "Lumio"}), "key-1")
    assert store.lists == {}
