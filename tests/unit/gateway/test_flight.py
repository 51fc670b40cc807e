"""Of those who ask the same at the same time one asks; nobody waits for the dead for ever."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from astromedia.gateway.absent import NoCache
from astromedia.gateway.contracts import CacheStore
from astromedia.gateway.flight import LONGEST_LEASE_SECONDS, Flight
from tests.fakes.cache import FakeCache


class Question:
    """Something that many ask: `answered` is what is known of it, `asked` how often it was asked."""

    def __init__(self, store: CacheStore) -> None:
        self.store, self.answered, self.asked = store, False, 0

    def look(self) -> str | None:
        return "known" if self.answered else None

    def ask(self) -> str:
        self.asked += 1
        self.answered = True
        return "asked"

    def take(self, seconds: float = 20.0) -> str:
        return Flight(self.store, "W1", "k", seconds).take(self.look, self.ask)


def test_of_a_crowd_one_asks() -> None:
    question = Question(FakeCache())
    with ThreadPoolExecutor(40) as crowd:
        answers = list(crowd.map(lambda _: question.take(), range(40)))
    assert (question.asked, sorted(answers)) == (1, ["asked"] + ["known"] * 39)


def test_whoever_comes_after_an_answer_does_not_ask() -> None:
    question = Question(FakeCache())
    question.answered = True
    assert question.take() == "known"
    assert question.asked == 0


def test_a_leader_that_fails_makes_room_for_the_next_at_once() -> None:
    question = Question(FakeCache())

    def fail() -> str:
        raise RuntimeError("no answer")

    with pytest.raises(RuntimeError):
        Flight(question.store, "W1", "k", 20.0).take(question.look, fail)
    assert question.take() == "asked"


def test_a_leader_that_died_is_replaced_when_its_lease_ends() -> None:
    question = Question(FakeCache())
    assert question.store.lead("W1", "k", 0.05) is not None
    assert question.take() == "asked"


def test_nobody_waits_longer_than_leaves_time_to_ask() -> None:
    question = Question(FakeCache())
    question.store.lead("W1", "k", 60.0)
    assert question.take(seconds=0.1) == "asked"


def test_a_lease_is_never_longer_than_a_minute_and_given_back() -> None:
    store = FakeCache(lambda: 0.0)
    leases: list[float] = []

    def ask() -> str:
        leases.extend(until for _, until in store.leases.values())
        return "asked"

    for seconds in (1000.0, 10.0):
        Flight(store, "W1", "k", seconds).take(lambda: None, ask)
    assert leases == [LONGEST_LEASE_SECONDS, 5.0]
    assert store.leases == {}


def test_without_a_shared_store_everyone_asks() -> None:
    question = Question(NoCache())
    answers = []
    for _ in range(2):
        question.answered = False
        answers.append(question.take())
    assert answers == ["asked", "asked"]
