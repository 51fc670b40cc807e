import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia.gateway.routing.tally import Lesson, Tally, together

lessons = st.builds(
    Lesson,
    features=st.tuples(st.just(1.0), st.floats(-4, 4)),
    reward=st.floats(0, 1),
    cost=st.floats(0, 10),
    seconds=st.floats(0, 300),
)


def test_the_sums_of_two_answers() -> None:
    tally = Tally.of(Lesson((1, 2), 0.5, 0.1, 4)) + Tally.of(Lesson((1, -1), 1.0, 0.3, 6))
    assert tally.pulls == pytest.approx(2)
    assert [list(row) for row in tally.gram] == [[2, 1], [1, 5]]
    assert tally.rewards == (1.5, 0.0)
    assert tally.costs == pytest.approx((0.4, -0.1))
    assert (tally.reward, tally.seconds) == (0.75, 5)
    assert tally.cost == pytest.approx(0.2)
    assert tally.reward_spread == pytest.approx(0.25)
    assert tally.cost_spread == pytest.approx(0.1)


def test_nothing_is_known_of_no_answer() -> None:
    nothing = Tally.empty(3)
    assert (nothing.reward, nothing.cost, nothing.seconds, nothing.reward_spread) == (None, None, None, 0)


@given(st.lists(lessons, max_size=20), st.randoms())
def test_stored_sums_do_not_depend_on_the_order(taught: list[Lesson], chance: object) -> None:
    stored = [Tally.of(lesson).integers for lesson in taught]
    forwards = [sum(column) for column in zip(*stored, strict=True)]
    backwards = [sum(column) for column in zip(*reversed(stored), strict=True)]
    assert forwards == backwards
    whole = together(map(Tally.of, taught), 2)
    assert Tally.stored(2, forwards).sums == pytest.approx(whole.sums, abs=1e-9)


@given(lessons, st.floats(0, 1))
def test_a_verdict_makes_the_sums_those_of_the_new_reward(lesson: Lesson, after: float) -> None:
    corrected = Tally.of(lesson) + Tally.judged(lesson.features, lesson.reward, after, 1)
    assert corrected.sums[:-1] == pytest.approx(Tally.of(lesson._replace(reward=after)).sums[:-1], abs=1e-9)
    assert corrected.verdicts == 1


def test_aged_answers_count_for_less_and_mean_the_same() -> None:
    tally = Tally.of(Lesson((1, 2), 0.5, 0.1, 4))
    assert tally.aged(0.25).pulls == 0.25
    assert tally.aged(0.25).reward == tally.reward


def test_more_or_fewer_stored_sums_than_known_are_taken_as_they_mean() -> None:
    tally = Tally.of(Lesson((1, 2), 0.5, 0.1, 4))
    assert Tally.stored(2, (*tally.integers, 99)).sums == pytest.approx(tally.sums)
    assert Tally.stored(2, tally.integers[:3]).pulls == 1


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_not_a_number_is_not_learnt(bad: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        Tally.of(Lesson((1.0, bad), 0.5, 0.1, 1))
