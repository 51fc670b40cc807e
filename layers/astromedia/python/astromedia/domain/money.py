"""Money: exact decimals, nine places (a nano-dollar is the smallest price there is)."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from typing import Annotated

from pydantic import Field, PlainSerializer

NANO = Decimal("0.000000001")
CENT = Decimal("0.01")
ZERO = Decimal("0")


def plain(amount: Decimal) -> str:
    """`amount` without exponent and with at least two decimals: 0 -> "0.00", 1.2E-8 -> "0.000000012"."""
    exact = amount.quantize(CENT) if amount == amount.quantize(CENT) else amount.normalize()
    return format(exact, "f")


Money = Annotated[Decimal, Field(allow_inf_nan=False), PlainSerializer(plain, return_type=str)]


def charge(amount: Decimal) -> Decimal:
    """`amount` rounded up to the nano-dollar: what is billed is never less than what was used."""
    return amount.quantize(NANO, rounding=ROUND_UP)


def share_out(total: Decimal, percents: Sequence[int]) -> list[Decimal]:
    """`total` split by whole `percents` (summing to 100) into cents that sum to `total` exactly.

    Cents left over by rounding go to the largest remainders, the first of equals first.
    """
    exact = [total * percent / 100 for percent in percents]
    shares = [amount.quantize(CENT, rounding=ROUND_DOWN) for amount in exact]
    left = int((total - sum(shares, ZERO)) / CENT)
    by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_remainder[:left]:
        shares[i] += CENT
    return shares
