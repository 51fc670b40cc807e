"""The price list: each with its source and day."""

from datetime import date
from decimal import Decimal

from infra.cost.prices import prices


def test_every_price_says_where_it_is_from_and_of_when() -> None:
    for key, price in prices().items():
        assert price.source.startswith("https://"), key
        assert date(2026, 1, 1) <= price.read, f"{key} is of {price.read}: look whether it is still so"


def test_a_price_is_for_so_many_units() -> None:
    assert prices()["state_transitions"].of(Decimal(40_000)) == Decimal(1)
