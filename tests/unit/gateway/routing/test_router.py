import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from astromedia.domain.learning import WINDOW_DAYS
from astromedia.domain.ports import LearningStore
from astromedia.gateway.calls import Route
from astromedia.gateway.contracts import Arm, Decision, Outcome, RouteFacts, Router
from astromedia.gateway.routing.knowledge import FRESH
from astromedia.gateway.routing.router import BanditRouter
from astromedia.gateway.routing.ucb1 import UCB1
from tests.fakes import FakeClock, FakeLearningStore

GOOD, CHEAP, OFFLINE = Route("openai", "good"), Route("anthropic", "cheap"), Route("offline", "composer")
ARMS = [Arm(CHEAP, Decimal("0.01")), Arm(OFFLINE, Decimal(0)), Arm(GOOD, Decimal("0.02"))]
FACTS = RouteFacts("W1", "copywriter", "en", 4_000, campaign_id="C1", phase="copy", step="draft")


class World:
    """A router over a store, and routes whose quality is known to the test alone."""

    def __init__(
        self, shared: LearningStore | None = None, clock: FakeClock | None = None, random_seed: int = 5, **parts: Any
    ) -> None:
        self.store, self.clock = FakeLearningStore(), clock or FakeClock()
        self.warned: list[str] = []
        self.router = BanditRouter(
            store=shared or self.store,
            clock=self.clock,
            warn=self.warn,
            random=random.Random(random_seed).random,
            **parts,
        )
        self.quality = {GOOD: 0.9, CHEAP: 0.4, OFFLINE: 0.2}

    def warn(self, message: str, /, **facts: object) -> None:
        self.warned.append(message)

    def call(self, facts: RouteFacts = FACTS, seconds: float = 60) -> Decision:
        decision = self.router.rank(facts, ARMS)
        first = decision.routes[0]
        cost = {arm.route: arm.worst_cost for arm in ARMS}[first] / 2
        self.router.learn(facts, decision, Outcome(first, 1.0, self.quality[first], cost, 3.0))
        self.clock.advance(seconds)
        return decision

    def calls(self, count: int, seconds: float = 60) -> list[Route]:
        return [self.call(seconds=seconds).routes[0] for _ in range(count)]


def share(taken: list[Route], route: Route) -> float:
    return taken.count(route) / len(taken)


def test_it_is_a_router() -> None:
    router: Router = World().router
    assert router.rank(FACTS, ARMS).policy == "paced-linear"


def test_what_gives_better_answers_is_taken_more() -> None:
    world = World()
    world.store.set_share("W1", 1.0)
    assert share(world.calls(100)[30:], GOOD) > 0.9


def test_the_budget_keeps_it_to_its_share() -> None:
    world = World()
    world.store.set_share("W1", 0.75)
    taken = world.calls(200)
    spent = share(taken, GOOD) * 0.01 + share(taken, CHEAP) * 0.005
    assert 0.0060 < spent <= 0.0075 * (1 + 8 / 200)


def test_offline_never_comes_before_a_paid_route() -> None:
    world = World()
    world.quality = {GOOD: 0.0, CHEAP: 0.0, OFFLINE: 1.0}
    assert all(world.call().routes[-1] == OFFLINE for _ in range(30))
    assert sorted(world.call().routes) == sorted([GOOD, CHEAP, OFFLINE])


def test_with_one_paid_route_there_is_nothing_to_choose_and_nothing_is_read() -> None:
    world = World()
    decision = world.router.rank(FACTS, ARMS[:2])
    assert (list(decision.routes), decision.policy) == ([CHEAP, OFFLINE], "only route")
    assert list(world.router.rank(FACTS, ARMS[1:2]).routes) == [OFFLINE]
    assert world.store.reads == 0


def test_a_store_that_is_down_keeps_the_order_and_is_not_asked_by_every_call() -> None:
    world = World()
    world.store.broken = OSError("down")
    decision = world.router.rank(FACTS, ARMS)
    assert (list(decision.routes), decision.policy) == ([CHEAP, GOOD, OFFLINE], "given order")
    assert world.router.rank(FACTS, ARMS).policy == "given order"
    assert world.warned == ["what was learnt of the routes cannot be read"]
    world.router.learn(FACTS, decision, Outcome(CHEAP, 1.0, 1.0, Decimal(0), 1.0))
    assert world.warned[1:] == ["a decision cannot be kept"]
    world.store.broken = None
    world.clock.advance(FRESH.total_seconds())
    assert world.router.rank(FACTS, ARMS).policy == "paced-linear"


def test_what_was_known_before_the_store_went_down_serves_on() -> None:
    world = World()
    world.store.set_share("W1", 1.0)
    world.calls(60)
    world.store.broken = OSError("down")
    world.clock.advance(FRESH.total_seconds())
    assert world.router.rank(FACTS, ARMS).routes[0] == GOOD


def test_an_outcome_that_makes_no_sense_is_not_learnt_and_harms_nobody() -> None:
    world = World()
    decision = world.router.rank(FACTS, ARMS)
    world.router.learn(FACTS, decision, Outcome(GOOD, 1.0, float("nan"), Decimal(1), 1.0))
    assert world.warned == ["a decision cannot be kept"]
    assert not world.store.kept


def test_a_lesson_may_be_stored_aside_and_counts_at_once() -> None:
    world, later = World(), list[Callable[[], object]]()
    world.router.aside = later.append
    decision = world.router.rank(FACTS, ARMS)
    world.router.learn(FACTS, decision, Outcome(GOOD, 1.0, 1.0, Decimal(0), 1.0))
    assert (len(world.store.kept), len(later)) == (0, 1)
    world.store.broken = OSError("down")
    later[0]()
    assert world.warned == ["a decision cannot be kept"]
    world.store.broken = None
    later[0]()
    assert len(world.store.kept) == 1


def test_the_store_is_read_once_in_half_a_minute() -> None:
    world = World()
    world.calls(30, seconds=1)
    assert world.store.reads == 1
    world.call()
    assert world.store.reads == 2


def test_processes_learn_from_each_other() -> None:
    one = World()
    one.store.set_share("W1", 1.0)
    one.calls(60)
    other = World(one.store, one.clock)
    assert share(other.calls(10), GOOD) == 1


def test_workspaces_and_agents_learn_on_their_own() -> None:
    world = World()
    world.calls(30)
    for facts in (FACTS._replace(workspace_id="W2"), FACTS._replace(agent="seo")):
        assert world.call(facts).why["reason"] == "hardly tried yet"


def test_a_model_that_decays_is_left_and_comes_back_when_it_mends() -> None:
    world, pause = World(), timedelta(days=WINDOW_DAYS).total_seconds() / 30
    world.store.set_share("W1", 1.0)
    assert share(world.calls(150, pause)[50:], GOOD) > 0.9
    world.quality[GOOD] = 0.1
    assert share(world.calls(150, pause)[100:], GOOD) < 0.2
    world.quality[GOOD] = 1.0
    assert share(world.calls(300, pause)[200:], GOOD) > 0.8


def test_a_new_model_is_explored() -> None:
    world = World()
    new = Route("openai", "new")
    world.calls(60)
    first = world.router.rank(FACTS, [*ARMS, Arm(new, Decimal("0.02"))])
    assert (first.routes[0], first.why["reason"]) == (new, "hardly tried yet")


def test_a_route_that_fails_is_left() -> None:
    world = World()
    world.store.set_share("W1", 1.0)
    for _ in range(40):
        decision = world.router.rank(FACTS, ARMS)
        fails = decision.routes[0] == GOOD
        taken = Outcome(decision.routes[0], 0.0 if fails else 1.0, 0.0 if fails else 0.5, Decimal("0.005"), 1.0)
        world.router.learn(FACTS, decision, taken)
    assert world.router.rank(FACTS, ARMS).routes[0] == CHEAP


def test_the_reason_names_every_paid_route_and_the_price_of_money() -> None:
    decision = World().call()
    assert set(decision.why) == {"reason", "price", "scores"}
    assert set(decision.why["scores"]) == {"openai/good", "anthropic/cheap"}
    assert set(decision.why["scores"]["openai/good"]) == {"reward", "bonus", "cost", "most", "score"}


def test_another_policy_can_be_had() -> None:
    assert World(policy=UCB1()).call().policy == "ucb1"


def test_free_routes_divide_by_no_zero() -> None:
    world = World()
    free = [Arm(GOOD, Decimal(0)), Arm(CHEAP, Decimal(0))]
    for _ in range(10):
        decision = world.router.rank(FACTS, free)
        world.router.learn(FACTS, decision, Outcome(decision.routes[0], 1.0, 0.5, Decimal(0), 1.0))
    assert not world.warned
