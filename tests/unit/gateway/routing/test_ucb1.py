import random

from astromedia.gateway.routing.policy import Known, Pace
from astromedia.gateway.routing.tally import Lesson, Tally, together
from astromedia.gateway.routing.ucb1 import UCB1

PACE = Pace(0, 0, 1, 1)


def known(reward: float, pulls: int) -> Known:
    return Known(0.01, together([Tally.of(Lesson((1.0,), reward, 0.01))] * pulls, 1))


def choose(*arms: Known) -> tuple[int, str]:
    choice = UCB1().fit(arms).choose((1.0,), PACE, random.Random(1).random)
    return choice.order[0], choice.reason


def test_an_arm_never_tried_goes_first() -> None:
    assert choose(known(0.9, 100), known(0.0, 0)) == (1, "exploring")


def test_the_best_mean_wins_when_all_are_known_as_well() -> None:
    assert choose(known(0.9, 100), known(0.5, 100)) == (0, "exploiting")


def test_a_seldom_tried_arm_is_tried_again() -> None:
    assert choose(known(0.9, 1000), known(0.8, 5)) == (1, "exploring")
