"""Amounts survive the table to the nano-dollar, however large."""

from decimal import Decimal

import pytest

from astromedia.storage.money_rows import NanoDollars, money_table
from tests.cloud import LEDGER
from tests.samples import id_at

AMOUNTS = ["0", "0.000000001", "-0.1", "123456789.123456789", "1000000000000", "999999999999999999.999999999"]


@pytest.mark.parametrize("amount", AMOUNTS)
def test_an_amount_is_stored_exactly(aws: None, amount: str) -> None:
    rows, id = money_table(LEDGER), id_at()
    rows(id, "sk", free=Decimal(amount)).save()
    assert rows.get(id, "sk").free == Decimal(amount)
    rows(id, "sk").update([rows.free.add(Decimal("0.000000001"))])
    assert rows.get(id, "sk").free - Decimal(amount) == Decimal("0.000000001")


def test_what_is_finer_than_a_nano_dollar_is_refused() -> None:
    with pytest.raises(ValueError, match="whole number of nano-dollars"):
        NanoDollars().serialize(Decimal("0.0000000001"))
