"""What is known is not bought again; what is served has passed the call's own check; tenants never meet."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from astromedia.domain.errors import ProviderRefused
from astromedia.domain.money import ZERO
from astromedia.gateway.absent import NoCache
from astromedia.gateway.cache import MEDIA_SECONDS, TEXT_SECONDS
from astromedia.gateway.calls import Answer, ImageCall, Media, Route, TextCall, VideoCall
from astromedia.gateway.contracts import CacheStore, SemanticHit
from astromedia.gateway.keys import text_key
from astromedia.storage.valkey import ValkeyCache
from tests.fakes import FakeBudgets, FakeFiles
from tests.fakes.cache import FakeCache
from tests.fakes.providers import FakeProvider, FakeProviders, Scripted
from tests.samples import id_at

from .gateways import OFFLINE, OPENAI, Desk, purpose, text_call, titled

GOOD, WRONG, OTHER = '{"title": "Hello"}', '{"name": "Hello"}', '{"title": "Bye"}'
ONE_CALL = Decimal("0.0012")


class Index:
    """A semantic index with one hit to give; it remembers what it is told."""

    def __init__(self, hit: SemanticHit | None = None) -> None:
        self.hit = hit
        self.kept: list[str] = []
        self.judged: list[bool] = []

    def find(self, call: TextCall) -> SemanticHit | None:
        return self.hit

    def keep(self, call: TextCall, key: str) -> None:
        self.kept.append(key)

    def judge(self, call: TextCall, hit: SemanticHit, *, right: bool) -> None:
        self.judged.append(right)


class World:
    """Gateways of several Lambdas over one cache, one ledger, one bucket."""

    def __init__(self, store: CacheStore | None = None, index: Index | None = None) -> None:
        self.now = 0.0
        self.store = store or FakeCache(lambda: self.now)
        self.budgets, self.files, self.index = FakeBudgets(), FakeFiles(), index or Index()

    def gateway(self, *script: Scripted, routes: Sequence[Route] = (OPENAI,), **others: FakeProvider) -> Desk:
        providers = FakeProviders(openai=FakeProvider(script), **others)
        parts: dict[str, Any] = {"store": self.store, "files": self.files, "semantic": self.index}
        return Desk(providers, routes, budgets=self.budgets, **parts)

    def ask(self, *script: Scripted, check: Any = titled, **changes: Any) -> tuple[Answer[str], int]:
        """The answer to the usual question, asked for a campaign of its own; and how many provider calls it took."""
        desk = self.gateway(*script)
        self.metrics = desk.metrics
        call = text_call(**{"purpose": purpose(campaign_id=id_at())} | changes)
        return desk.gateway.text(call, check), len(script) - len(desk.gateway.providers.text("openai").answers)  # type: ignore[attr-defined]


def sources(answer: Answer[Any]) -> list[str]:
    return [attempt.source for attempt in answer.attempts]


def test_the_same_question_of_another_campaign_is_answered_for_nothing() -> None:
    world = World()
    paid, _ = world.ask(GOOD)
    again, asked = world.ask()
    assert (again.value, again.cost, again.saved, asked) == (paid.value, ZERO, ONE_CALL, 0)
    assert [(a.provider, a.model, a.source, a.saved) for a in again.attempts] == [("openai", "m", "cache", ONE_CALL)]


def test_a_hit_is_in_the_ledger_once_with_what_it_saved() -> None:
    world, call = World(), text_call(purpose=purpose(campaign_id=id_at()))
    world.ask(GOOD)
    desk = world.gateway()
    for _ in range(2):
        desk.gateway.text(call, titled)
    (hit,) = [entry for entry in desk.settled if entry.source == "cache"]
    assert (hit.cost, hit.saved, hit.provider, hit.model) == (ZERO, ONE_CALL, "openai", "m")
    assert desk.conserved()


def test_what_a_repeated_lambda_takes_from_the_cache_again_saved_nothing_again() -> None:
    world, call = World(), text_call(purpose=purpose(campaign_id=id_at()), repeated=True)
    world.ask(GOOD)
    for _ in range(3):
        world.gateway().gateway.text(call, titled)
    assert world.store.counts("W1", "cache/copywriter") == {"misses": 1, "exact_hits": 1, "saved_nano": 1_200_000}


def test_hits_and_misses_are_counted_for_people_and_for_operators() -> None:
    world = World()
    world.ask(GOOD)
    desk = world.gateway()
    desk.gateway.text(text_call(purpose=purpose(campaign_id=id_at())), titled)
    assert world.store.counts("W1", "cache/copywriter") == {"misses": 1, "exact_hits": 1, "saved_nano": 1_200_000}
    assert ("CacheHits", 1, {"level": "exact"}) in desk.metrics
    assert ("DollarsSaved", 0.0012, {"agent": "copywriter"}) in desk.metrics


def test_what_a_hit_saved_is_what_draft_and_repair_cost_together() -> None:
    world = World()
    world.ask(WRONG, GOOD)
    assert world.ask()[0].saved == 2 * ONE_CALL


def test_another_workspace_pays_for_its_own_answer() -> None:
    world = World()
    world.ask(GOOD)
    answer, asked = world.ask(OTHER, purpose=purpose(workspace_id="W2", campaign_id=id_at()))
    assert (answer.value, asked) == ("Bye", 1)


def test_an_answer_is_kept_for_a_day() -> None:
    world = World()
    world.ask(GOOD)
    world.now = TEXT_SECONDS - 1
    assert world.ask()[1] == 0
    world.now = TEXT_SECONDS
    assert world.ask(GOOD)[1] == 1


def test_an_answer_that_does_not_pass_this_calls_check_is_a_miss() -> None:
    world = World()
    world.ask(GOOD)

    def other(data: Any) -> str:
        return titled({"title": data["title"] if data["title"] != "Hello" else None})

    answer, asked = world.ask(OTHER, check=other)
    assert (answer.value, asked, sources(answer)) == ("Bye", 1, ["provider"])


def test_a_poisoned_cache_costs_a_call() -> None:
    world = World()
    key = text_key(text_call(), [OPENAI])
    world.store.put("W1", key, b"\x00garbage", 60)
    assert world.ask(GOOD)[1] == 1


@pytest.mark.parametrize("store", [NoCache(), ValkeyCache("valkey://127.0.0.1:1")])
def test_a_cache_that_is_absent_or_down_costs_a_call(store: CacheStore) -> None:
    world = World(store)
    assert [world.ask(GOOD)[1], world.ask(GOOD)[1]] == [1, 1]


def test_what_offline_wrote_because_every_model_failed_is_not_kept() -> None:
    world, chain = World(), (OPENAI, OFFLINE)
    failed = world.gateway(ProviderRefused("no"), routes=chain, offline=FakeProvider([GOOD]))
    assert failed.gateway.text(text_call(), titled).attempts[-1].provider == "offline"
    assert world.store.values == {}  # type: ignore[attr-defined]
    assert world.index.kept == []


def test_what_offline_wrote_because_nobody_else_was_wanted_is_kept() -> None:
    world = World()
    for source in ("provider", "cache"):
        desk = world.gateway(routes=(OFFLINE,), offline=FakeProvider([GOOD]))
        answer = desk.gateway.text(text_call(purpose=purpose(campaign_id=id_at())), titled)
        assert sources(answer) == [source]


def test_a_repeated_call_takes_what_it_paid_for_before_what_others_have() -> None:
    world, mine = World(NoCache()), purpose(campaign_id=id_at())
    world.ask(GOOD, purpose=mine)
    world.store = FakeCache()
    world.ask(OTHER)
    again, _ = world.ask(purpose=mine, repeated=True)
    assert (again.value, sources(again)) == ("Hello", ["memo"])


def render(desk: Desk, call: ImageCall | VideoCall) -> Answer[Media]:
    return desk.gateway.image(call) if isinstance(call, ImageCall) else desk.gateway.video(call)


def kept(world: World) -> list[str]:
    """The keys of the bytes in the shelf, but for the one that says whether anything can be kept."""
    return [key for key in world.files.stored if not key.endswith("/tried")]


@pytest.mark.parametrize("kind", [ImageCall, VideoCall])
def test_media_are_kept_for_a_week_their_bytes_in_the_bucket_and_not_in_the_cache(kind: Any) -> None:
    world, offline = World(), FakeProvider()
    desk = world.gateway(offline=offline)
    calls = [kind(purpose=purpose(step="image/A", campaign_id=id_at()), design={"title": "Hello"}) for _ in range(3)]
    first, second = render(desk, calls[0]), render(desk, calls[1])
    assert (first.value, sources(second), len(offline.calls)) == (second.value, ["cache"], 1)
    (key,) = kept(world)
    assert key.startswith("cache/W1/")
    ((cached, _),) = world.store.values.values()  # type: ignore[attr-defined]
    assert set(json.loads(cached)[-1]) == {"sha256", "mime_type", "width", "height", "seconds"}
    world.now = MEDIA_SECONDS
    assert sources(render(desk, calls[2])) == ["provider"]


@pytest.mark.parametrize("found", [None, b"other bytes"])
def test_media_whose_bytes_are_gone_or_altered_are_made_anew(found: bytes | None) -> None:
    world, offline = World(), FakeProvider()
    desk = world.gateway(offline=offline)
    for _ in range(2):
        call = ImageCall(purpose=purpose(step="image/A", campaign_id=id_at()), design={})
        assert sources(desk.gateway.image(call)) == ["provider"]
        (key,) = kept(world)
        if found is None:
            del world.files.stored[key]
        else:
            world.files.stored[key] = found
    assert len(offline.calls) == 2


def test_a_rendering_that_was_paid_for_is_not_made_again() -> None:
    world, offline = World(NoCache()), FakeProvider()
    call = ImageCall(purpose=purpose(step="image/A"), design={}, repeated=True)
    first, again = (world.gateway(offline=offline).gateway.image(call) for _ in range(2))
    assert (again.value, sources(again), len(offline.calls)) == (first.value, ["memo"], 1)


def similar(world: World, *, shadow: bool = False) -> None:
    """Another question is found to resemble the usual one, which is answered."""
    world.ask(GOOD)
    world.index.hit = SemanticHit(text_key(text_call(), [OPENAI]), 0.99, shadow)


def test_a_question_that_asks_for_the_same_is_answered_for_nothing() -> None:
    world = World()
    similar(world)
    answer, asked = world.ask(instructions="In other words.")
    assert (answer.value, answer.saved, asked, sources(answer)) == ("Hello", ONE_CALL, 0, ["semantic"])
    assert world.store.counts("W1", "cache/copywriter")["semantic_hits"] == 1
    assert world.index.judged == []


@pytest.mark.parametrize("shadow", [False, True])
def test_a_draft_from_before_there_was_a_key_answers_no_question_to_a_model(*, shadow: bool) -> None:
    world = World()
    drafted = world.gateway(routes=(OFFLINE,), offline=FakeProvider([OTHER]))
    assert drafted.gateway.text(text_call(), titled).value == "Bye"
    world.index.hit = SemanticHit(text_key(text_call(), [OFFLINE]), 1.0, shadow=shadow)
    desk = world.gateway(GOOD, routes=(OPENAI, OFFLINE), offline=FakeProvider([]))
    answer = desk.gateway.text(text_call(purpose=purpose(campaign_id=id_at())), titled)
    assert (answer.value, sources(answer), world.index.judged) == ("Hello", ["provider"], [])


def test_a_similar_answer_that_does_not_pass_is_a_miss_and_judged_wrong() -> None:
    world = World()
    similar(world)

    def other(data: Any) -> str:
        return titled({"title": data["title"] if data["title"] != "Hello" else None})

    answer, asked = world.ask(OTHER, instructions="In other words.", check=other)
    assert (answer.value, asked, world.index.judged) == ("Bye", 1, [False])
    assert ("SemanticRejections", 1, {}) in world.metrics


def test_a_similar_answer_that_has_expired_is_a_miss_and_not_judged() -> None:
    world = World()
    similar(world)
    world.now = TEXT_SECONDS
    assert world.ask(OTHER, instructions="In other words.")[1] == 1
    assert world.index.judged == []


@pytest.mark.parametrize(
    ("fresh", "right"), [('{"title": "Hello"}', True), ('{"title": "Save 50 % till 3 May"}', False)]
)
def test_a_shadow_asks_the_model_all_the_same_and_compares(fresh: str, *, right: bool) -> None:
    world = World()
    similar(world, shadow=True)
    answer, asked = world.ask(fresh, instructions="In other words.")
    assert (asked, sources(answer), world.index.judged) == (1, ["provider"], [right])


def test_what_is_bought_is_remembered_under_the_key_of_its_answer() -> None:
    world = World()
    world.ask(GOOD)
    assert world.index.kept == [text_key(text_call(), [OPENAI])]


@pytest.mark.parametrize("review", [{"feedback": "shorter"}, {"previous_output": {"title": "Hello"}}])
def test_a_revision_is_answered_by_no_other_output_and_answers_no_other_call(review: dict[str, Any]) -> None:
    world = World()
    similar(world)
    kept = list(world.index.kept)
    answer, asked = world.ask(OTHER, **review)
    assert (answer.value, asked, sources(answer)) == ("Bye", 1, ["provider"])
    assert world.index.kept == kept


def test_the_same_feedback_on_the_same_output_again_is_answered_for_nothing() -> None:
    world = World()
    review = {"feedback": "shorter", "previous_output": {"title": "Hello"}}
    world.ask(OTHER, **review)
    answer, asked = world.ask(GOOD, **review)
    assert (answer.value, asked, sources(answer)) == ("Bye", 0, ["cache"])


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"feedback": "shorter"},
        {"previous_output": {"title": "Hello"}},
        {"feedback": "longer", "previous_output": {"title": "Hello"}},
        {"feedback": "shorter", "previous_output": {"title": "Bye"}},
    ],
)
def test_an_answer_to_feedback_is_for_that_feedback_on_that_output_only(other: dict[str, Any]) -> None:
    world = World()
    world.ask('{"title": "Hi"}', feedback="shorter", previous_output={"title": "Hello"})
    assert world.ask(OTHER, **other)[1] == 1


def test_what_a_person_sent_back_is_not_given_again_by_the_cache() -> None:
    world = World()
    review = {"previous_output": {"title": "Hello", "computed": 3}}
    assert world.ask('{"title": "Hello", "response": "done"}', **review)[1] == 1
    answer, asked = world.ask(OTHER, **review)
    assert (answer.value, asked) == ("Bye", 1)
