from decimal import Decimal

import pytest

from astromedia.domain.errors import InvalidInput
from astromedia.gateway.calls import Route
from astromedia.gateway.contracts import Outcome
from astromedia.gateway.routing.learning import Learning, interval
from astromedia.gateway.routing.reward import reward, with_verdict
from astromedia.gateway.routing.router import SHARE
from astromedia.gateway.routing.tally import Lesson, Tally, together

from .test_router import ARMS, CHEAP, FACTS, GOOD, World


def world_of(calls: int) -> tuple[World, Learning]:
    world = World()
    world.calls(calls)
    return world, Learning(world.store, world.clock)


def test_what_was_learnt_is_told_by_agent_and_route() -> None:
    world, learning = world_of(40)
    world.call(FACTS._replace(agent="analyst"))
    analyst, copywriter = learning.learnt("W1")
    assert (analyst.agent, copywriter.agent) == ("analyst", "copywriter")
    best, worse = copywriter.routes
    assert (best.provider, best.model, worse.model) == ("openai", "good", "cheap")
    assert best.pulls + worse.pulls == 40
    assert best.reward is not None
    assert best.reward_low < best.reward < best.reward_high
    assert (best.cost, best.seconds) == (Decimal("0.010000000"), 3.0)
    assert learning.learnt("W2") == ()


def test_the_last_decision_says_why() -> None:
    world, learning = world_of(20)
    last = world.call()
    [told] = learning.learnt("W1")
    assert told.last is not None
    assert (told.last.campaign_id, told.last.phase, told.last.policy) == ("C1", "copy", "paced-linear")
    assert told.last.why == last.why
    assert told.last.route == "/".join(last.routes[0])


def test_a_verdict_moves_the_reward_of_the_route_that_wrote_it() -> None:
    world, learning = world_of(1)
    taken = next(iter(world.store.kept.values()))
    before = learning.learnt("W1")[0].routes[0]
    assert learning.verdict("W1", "C1", "copy", 1, "rejected") == 0
    assert taken.revision == FACTS.revision
    assert learning.verdict("W1", "C1", "copy", FACTS.revision, "rejected") == 1
    [after] = learning.learnt("W1")[0].routes
    assert before.reward == pytest.approx(taken.reward, abs=1e-4)
    assert after.reward == pytest.approx(with_verdict(taken.reward, "rejected"), abs=1e-4)
    assert (before.verdicts, after.verdicts, after.pulls) == (0, 1, 1)


def test_a_verdict_counts_once_and_another_replaces_it() -> None:
    world, learning = world_of(1)
    place = ("W1", "C1", "copy", FACTS.revision)
    base = next(iter(world.store.kept.values())).reward
    assert [learning.verdict(*place, verdict) for verdict in ("edited", "edited", "approved", "approved")] == [
        1,
        0,
        1,
        0,
    ]
    [route] = learning.learnt("W1")[0].routes
    assert route.reward == pytest.approx(with_verdict(base, "approved"), abs=1e-4)
    assert route.verdicts == 1


def test_a_failed_try_gets_no_verdict() -> None:
    world, learning = world_of(0)
    decision = world.router.rank(FACTS, ARMS)
    failed, written = Outcome(CHEAP, 0.0, 0.0, Decimal(0), 1.0), Outcome(GOOD, 1.0, 0.8, Decimal("0.01"), 1.0)
    for outcome in (failed, written):
        world.router.learn(FACTS, decision, outcome)
    assert learning.verdict("W1", "C1", "copy", FACTS.revision, "approved") == 1
    rewards = {route.model: route.reward for route in learning.learnt("W1")[0].routes}
    assert rewards == {"cheap": 0.0, "good": pytest.approx(with_verdict(reward(written), "approved"), abs=1e-4)}


def test_a_verdict_that_meets_another_comes_through() -> None:
    world, learning = world_of(1)
    read = world.store.decisions("W1", "C1", "copy", FACTS.revision)[0]
    learning.verdict("W1", "C1", "copy", FACTS.revision, "edited")
    assert learning._judge(read, "rejected") is True
    assert world.store.decisions("W1", "C1", "copy", FACTS.revision)[0].verdict == "rejected"


def test_rejections_turn_the_router_away() -> None:
    world = World()
    world.quality = {GOOD: 0.8, CHEAP: 0.75}
    world.store.set_share("W1", 1.0)
    learning = Learning(world.store, world.clock)
    for number in range(60):
        facts = FACTS._replace(campaign_id=f"C{number}")
        taken = world.call(facts).routes[0]
        learning.verdict("W1", f"C{number}", "copy", facts.revision, "rejected" if taken == GOOD else "approved")
    assert world.calls(10).count(CHEAP) == 10


def test_the_expected_route_is_the_one_taken_most() -> None:
    world, learning = world_of(0)
    world.store.set_share("W1", 1.0)
    assert learning.expected("W1", "copywriter", [CHEAP, GOOD]) == CHEAP
    world.calls(40)
    assert learning.expected("W1", "copywriter", [CHEAP, GOOD]) == GOOD
    assert learning.expected("W1", "copywriter", [CHEAP, Route("x", "y")]) == CHEAP
    with pytest.raises(ValueError, match="none"):
        learning.expected("W1", "copywriter", [])


def test_a_workspace_sets_its_share() -> None:
    _, learning = world_of(0)
    assert learning.share("W1") == SHARE
    learning.set_share("W1", 0.2)
    assert (learning.share("W1"), learning.share("W2")) == (0.2, SHARE)
    for bad in (0.0, -1.0, 1.01, float("nan")):
        with pytest.raises(InvalidInput):
            learning.set_share("W1", bad)


def test_the_interval_narrows_with_answers_and_covers_everything_without() -> None:
    answers = [Tally.of(Lesson((1.0,), value, 0.0)) for value in (0.7, 0.8, 0.9, 0.8)]
    few, many = together(answers, 1), together(answers * 25, 1)
    assert interval(Tally.empty(1)) == (0.0, 1.0)
    (low, high), (lower, higher) = interval(many), interval(few)
    assert 0 <= lower < low < 0.8 < high < higher <= 1
    assert high - low < 0.05
    assert interval(answers[0])[0] < 0.05
