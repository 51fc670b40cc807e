"""A threshold is the lowest score that the evidence allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia.gateway.semantic.budget import Tally, bounds, merged, step, threshold, upper_bound


def test_no_evidence_no_threshold() -> None:
    assert threshold({}) is None


@pytest.mark.parametrize(("right", "expected"), [(298, None), (299, 0.97)])
def test_it_takes_299_right_hits_to_know_that_99_percent_are(right: int, expected: float | None) -> None:
    assert threshold({97: Tally(right=right)}) == expected


def test_the_lowest_score_that_keeps_the_budget_wins() -> None:
    assert threshold({99: Tally(400), 97: Tally(100), 90: Tally(50, 20)}) == 0.97


def test_a_wrong_hit_raises_the_threshold() -> None:
    before = {99: Tally(350), 95: Tally(50)}
    assert threshold(before) == 0.95
    assert threshold(merged(before, {95: Tally(0, 2)})) == 0.99


def test_wrong_hits_at_the_top_turn_it_off() -> None:
    assert threshold({99: Tally(300, 3)}) is None


def test_known_bounds() -> None:
    assert upper_bound(0, 299) == pytest.approx(0.00997, abs=1e-5)
    assert bounds(0, 299) == pytest.approx((0.0, 0.01226), abs=1e-5)
    assert bounds(5, 10) == pytest.approx((0.18709, 0.81291), abs=1e-5)
    assert bounds(0, 0) == (0.0, 1.0)


@given(st.integers(0, 60), st.integers(1, 60))
def test_the_share_lies_within_its_bounds(hits: int, more: int) -> None:
    low, high = bounds(hits, hits + more)
    assert 0 <= low <= hits / (hits + more) <= high <= 1


def test_hundredths() -> None:
    assert [step(score) for score in (1.0, 0.99, 0.958)] == [100, 99, 95]
