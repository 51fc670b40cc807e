import random

from astromedia.gateway.routing.paced import PacedLinear
from astromedia.gateway.routing.policy import Choice, Known, Pace
from astromedia.gateway.routing.tally import Lesson, Tally, together

HERE = (1.0, 0.0)
POLICY = PacedLinear()


def known(reward: float, cost: float, pulls: int = 50) -> Known:
    return Known(cost, together([Tally.of(Lesson(HERE, reward, cost))] * pulls, 2))


def choose(*arms: Known, spent: float = 0.0, calls: float = 100, ceiling: float = 0.05) -> Choice:
    return POLICY.fit(arms).choose(HERE, Pace(spent, calls, ceiling, 0.1), random.Random(1).random)


def test_the_better_of_two_as_dear_is_taken() -> None:
    choice = choose(known(0.5, 0.01), known(0.8, 0.01))
    assert (list(choice.order), choice.reason) == ([1, 0], "exploiting")


def test_money_has_no_price_while_it_is_left_and_a_high_one_when_it_is_short() -> None:
    cheap, dear = known(0.6, 0.001), known(0.7, 0.1)
    assert choose(cheap, dear, spent=0.0).order[0] == 1
    assert choose(cheap, dear, spent=6.0).order[0] == 0
    assert choose(cheap, dear, spent=0.0).price < choose(cheap, dear, spent=4.9).price < 1


def test_what_does_not_fit_the_allowance_comes_last_however_good_it_is() -> None:
    choice = choose(known(0.1, 0.001), known(1.0, 0.1), spent=5.36)
    assert list(choice.order) == [0, 1]
    assert choice.reason == "the budget's pace"


def test_if_nothing_fits_the_cheapest_is_taken() -> None:
    assert choose(known(0.9, 0.2), known(0.5, 0.1), spent=100.0).order[0] == 1


def test_an_arm_hardly_tried_goes_first_and_is_told_so() -> None:
    choice = choose(known(0.99, 0.01), known(0.1, 0.01, pulls=1))
    assert (choice.order[0], choice.reason) == (1, "hardly tried yet")


def test_a_little_worse_but_less_known_is_explored() -> None:
    choice = choose(known(0.80, 0.01, pulls=500), known(0.795, 0.01, pulls=8))
    assert (choice.order[0], choice.reason) == (1, "exploring")


def test_money_left_over_makes_curious_and_only_so_much() -> None:
    usual = Pace(spent=100.0, calls=120, ceiling=1.0, dearest=4.0)
    left = [POLICY.optimism_at(usual._replace(calls=calls)) / POLICY.optimism for calls in (50, 110, 200, 10_000)]
    assert left[0] == 1
    assert left[1] < 1.02
    assert left[2:] == [2, 4]


def test_a_cheap_arm_is_presumed_worse_until_it_shows() -> None:
    usual, cheap = known(0.8, 0.1, 50), Known(0.001, Tally.of(Lesson(HERE, 0.8, 0.001)))
    reward = [score["reward"] for score in choose(usual, cheap).scores]
    assert reward[1] < reward[0] - 0.05
    shown = [score["reward"] for score in choose(usual, known(0.8, 0.001, 500)).scores]
    assert abs(shown[1] - shown[0]) < 0.02


def test_the_allowance_is_a_bucket_that_fills_by_the_call() -> None:
    pace = Pace(spent=0.0, calls=0, ceiling=1.0, dearest=4.0)
    assert POLICY.allowance(pace) == (1 - POLICY.reserve) + POLICY.burst
    assert POLICY.allowance(pace._replace(calls=9, spent=10.0)) < POLICY.burst
