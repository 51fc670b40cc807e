"""What holds for policies whatever the arms are."""

import math
import random
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from astromedia.gateway.routing.paced import PacedLinear
from astromedia.gateway.routing.policy import Known, Pace, Policy
from astromedia.gateway.routing.tally import Lesson, Tally, together
from astromedia.gateway.routing.ucb1 import UCB1

from .worlds import Arm, play

RICH = 1.0
"""A ceiling that never binds."""
PLAIN = [Arm(lambda _: 0.5, 0.01), Arm(lambda _: 0.8, 0.01), Arm(lambda _: 0.6, 0.01)]
CROSSED = [Arm(lambda x: 0.6 + 0.3 * x, 0.01), Arm(lambda x: 0.6 - 0.3 * x, 0.01)]
"""Which arm is better depends on the context."""

lessons = st.builds(
    Lesson,
    features=st.tuples(st.just(1.0), st.floats(-4, 4), st.floats(-4, 4)),
    reward=st.floats(0, 1),
    cost=st.floats(0, 100),
    seconds=st.just(1.0),
)
arms = st.builds(
    Known,
    price=st.floats(1e-9, 100),
    tally=st.lists(lessons, max_size=6).map(lambda taught: together(map(Tally.of, taught), 3)),
)
paces = st.builds(Pace, st.floats(0, 1e4), st.floats(0, 1e4), st.floats(1e-9, 10), st.floats(1e-9, 100))
policies = pytest.mark.parametrize("policy", [UCB1(), PacedLinear()], ids=lambda policy: policy.name)


@policies
def test_regret_grows_slower_than_the_number_of_calls(policy: Policy) -> None:
    early = late = 0.0
    for seed in range(3):
        regrets = play(policy, PLAIN, 1200, RICH, seed).regrets
        early, late = early + sum(regrets[:400]), late + sum(regrets[800:])
    assert late < 0.6 * early


def test_context_is_used_by_the_policy_that_sees_it() -> None:
    linear, blind = play(PacedLinear(), CROSSED, 600, RICH), play(UCB1(), CROSSED, 600, RICH)
    assert sum(linear.regrets[200:]) < 0.2 * sum(blind.regrets[200:])


@policies
def test_every_arm_is_tried(policy: Policy) -> None:
    assert set(play(policy, PLAIN, 60, RICH).chosen) == {0, 1, 2}


@given(st.floats(0.05, 0.9), st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_spending_stays_below_the_ceiling_at_all_times(share: float, seed: int) -> None:
    policy, dear = PacedLinear(), 0.1
    world = [Arm(lambda _: 0.4, 0.001, 0.5), Arm(lambda _: 0.9, dear, 0.5), Arm(lambda _: 0.6, 0.004, 0.5)]
    ceiling = share * dear
    surprise = dear  # between the least and the most that one call of the dear arm costs
    for calls, spent in enumerate(play(policy, world, 250, ceiling, seed).spent, 1):
        assert spent <= ceiling * ((1 - policy.reserve) * calls + policy.burst) + surprise


def test_money_goes_where_it_gains_most() -> None:
    """The dear arm helps where x is above 0 only: that is where half its cost per call is spent."""
    world = [Arm(lambda _: 0.5, 0.001), Arm(lambda x: 0.5 + 0.4 * max(0.0, x), 0.1)]
    played = play(PacedLinear(), world, 1000, 0.05)
    assert sum(played.regrets[300:]) / 700 < 0.03
    assert played.spent[-1] <= 0.05 * 1000


@given(st.lists(arms, min_size=2, max_size=4), st.floats(-4, 4), paces)
def test_numbers_stay_numbers(known: list[Known], x: float, pace: Pace) -> None:
    for policy in (UCB1(), PacedLinear()):
        choice = policy.fit(known).choose((1.0, x, -x), pace, random.Random(1).random)
        assert sorted(choice.order) == list(range(len(known)))
        assert all(math.isfinite(value) for score in choice.scores for value in score.values())
        assert math.isfinite(choice.price)


@given(st.lists(arms, min_size=3, max_size=3, unique_by=lambda arm: arm.price), st.floats(-4, 4), paces)
def test_the_order_in_which_arms_are_given_does_not_matter(known: list[Known], x: float, pace: Pace) -> None:
    def chosen(given: list[Known]) -> tuple[float, float]:
        choice = PacedLinear().fit(given).choose((1.0, x, 1.0), pace, lambda: 0.5)
        first = choice.scores[choice.order[0]]
        return round(float(first["score"]), 4), round(float(first["most"]), 4)

    assert len({chosen(list(given)) for given in permutations(known)}) <= 1 + _ties(known, x, pace)


def _ties(known: list[Known], x: float, pace: Pace) -> int:
    """How many arms are as good as another, so that chance may choose."""
    scores = PacedLinear().fit(known).choose((1.0, x, 1.0), pace, lambda: 0.5).scores
    return len(scores) - len({round(float(score["score"]), 3) for score in scores})


def test_equals_are_chosen_between_by_chance() -> None:
    known = [Known(0.01, Tally.empty(2))] * 3
    pace, chance = Pace(0, 0, 1, 1), random.Random(3)
    for policy in (UCB1(), PacedLinear()):
        chooser = policy.fit(known)
        assert {chooser.choose((1.0, 0.0), pace, chance.random).order[0] for _ in range(60)} == {0, 1, 2}
