from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia.domain.money import NANO, charge, plain, share_out

AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2)


@st.composite
def splits(draw: st.DrawFn) -> list[int]:
    cuts = sorted(draw(st.lists(st.integers(0, 100), max_size=9)))
    return [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]


@given(AMOUNTS, splits())
def test_shares_sum_to_the_total_exactly(total: Decimal, percents: list[int]) -> None:
    assert sum(share_out(total, percents)) == total


@given(AMOUNTS, splits())
def test_every_share_is_within_a_cent_of_its_percent(total: Decimal, percents: list[int]) -> None:
    for percent, share in zip(percents, share_out(total, percents), strict=True):
        assert abs(share - total * percent / 100) < Decimal("0.01")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "0.00"),
        ("0E-9", "0.00"),
        ("1.5", "1.50"),
        ("2500", "2500.00"),
        ("0.000000012", "0.000000012"),
        ("1E+3", "1000.00"),
    ],
)
def test_money_is_written_plainly(amount: str, text: str) -> None:
    assert plain(Decimal(amount)) == text


@given(st.decimals(min_value=0, max_value=1000, places=15))
def test_a_charge_is_rounded_up_by_less_than_a_nano(amount: Decimal) -> None:
    assert 0 <= charge(amount) - amount < NANO
